//! Ageing as of any day, in one statement.
//!
//! What was open on a day is what is open now, less what was posted since, plus what was paid since. So today costs as
//! much as there are open items, and a past day no more than what has happened since; no item is loaded. The open
//! items are summed by due date as their index has them, and only sums are dealt out to buckets.

use o2c_kernel::{Currency, Date, TenantId};
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::Value;

use crate::domain::{BUCKETS, CustomerId, LAST_DAYS};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AgeingQuery {
    pub as_of: Date,
    pub currency: Currency,
    pub customer: Option<CustomerId>,
}

/// The days past due of the bucket, `$3` being the day and `$4` to `$6` the days 30, 60 and 90 before it.
const BY_DUE: &str = "CASE WHEN due_on >= $3 THEN 0 WHEN due_on >= $4 THEN 1 WHEN due_on >= $5 THEN 2 \
                      WHEN due_on >= $6 THEN 3 ELSE 4 END";

/// Minor units per bucket.
pub async fn ageing(tx: &Tx, tenant: &TenantId, query: &AgeingQuery) -> Result<[i64; BUCKETS], StoreError> {
    // `currency || ''` is for SQLite: with a customer, the index of everything in the currency is not the way in
    let (open, filter) = match query.customer {
        None => ("tenant = $1 AND currency = $2", "tenant = $1 AND currency = $2"),
        Some(_) => (
            "tenant = $1 AND customer_id = $7 AND currency || '' = $2",
            "tenant = $1 AND currency = $2 AND customer_id = $7",
        ),
    };
    let of_item = format!("CASE WHEN document_type = 'CREDIT_NOTE' THEN 0 ELSE {BY_DUE} END");
    let sql = format!(
        "SELECT bucket, CAST(SUM(amount) AS BIGINT) AS amount FROM (\
         SELECT {of_item} AS bucket, CASE WHEN document_type = 'CREDIT_NOTE' THEN -amount ELSE amount END AS amount \
         FROM (SELECT document_type, due_on, SUM(open_amount) AS amount FROM open_item \
         WHERE {open} AND open_amount > 0 GROUP BY document_type, due_on) AS open_now \
         UNION ALL SELECT {of_item}, CASE WHEN document_type = 'CREDIT_NOTE' THEN original_amount \
         ELSE -original_amount END FROM open_item WHERE {filter} AND posted_on > $3 \
         UNION ALL SELECT {BY_DUE}, amount FROM application WHERE {filter} AND effective_on > $3 \
         UNION ALL SELECT 0, -amount FROM application WHERE {filter} AND effective_on > $3 AND kind = 'credit_note'\
         ) AS moved GROUP BY bucket"
    );
    let [_, thirty, sixty, ninety] = LAST_DAYS.map(|days| before(query.as_of, days));
    let mut values = vec![Value::from(tenant.as_str()), Value::from(query.currency.code())];
    values.extend([query.as_of.days(), thirty, sixty, ninety].map(Value::from));
    values.extend(query.customer.map(|customer| Value::from(customer.uuid())));

    let mut buckets = [0; BUCKETS];
    for row in Sql::new(&sql).with(values).rows(tx).await? {
        let bucket: i32 = row.try_get("", "bucket")?;
        let amount: i64 = row.try_get("", "amount")?;
        if let Some(slot) = usize::try_from(bucket).ok().and_then(|at| buckets.get_mut(at)) {
            *slot = amount;
        }
    }
    Ok(buckets)
}

fn before(day: Date, days: i64) -> i32 {
    day.days().saturating_sub(i32::try_from(days).unwrap_or(i32::MAX))
}
