//! What customers owe on a day, added up by the database.

use o2c_kernel::{Currency, Date, Id, Money, TenantId};
use o2c_store::{Sql, StoreError, Tx};

use super::ranges::Range;
use super::values::{currency as currency_of, date};
use crate::domain::{CustomerId, Debtor};

/// Whose debts.
#[derive(Debug)]
pub enum Of {
    Range(Range),
    Customers(Vec<CustomerId>),
}

/// A row for each customer and currency with something overdue, by customer. Level and block come from the case.
pub async fn overdue(
    tx: &Tx,
    tenant: &TenantId,
    of: Of,
    as_of: Date,
    currency: Option<Currency>,
) -> Result<Vec<Debtor>, StoreError> {
    let mut sql = Sql::new(
        "SELECT customer_id, currency, MAX(customer_name), \
         CAST(SUM(CASE WHEN document_type <> 'CREDIT_NOTE' THEN open_minor ELSE -open_minor END) AS BIGINT), \
         CAST(SUM(disputed_minor) AS BIGINT), \
         MIN(CASE WHEN document_type <> 'CREDIT_NOTE' THEN due_on END), \
         COUNT(CASE WHEN document_type <> 'CREDIT_NOTE' THEN 1 END) \
         FROM open_item WHERE tenant = ",
    )
    .bind(tenant.as_str())
    .push(" AND open_minor > 0 AND ((document_type <> 'CREDIT_NOTE' AND due_on < ")
    .bind(as_of.days())
    .push(") OR (document_type = 'CREDIT_NOTE' AND document_date <= ")
    .bind(as_of.days())
    .push("))");
    sql = match of {
        Of::Range(Range { after, last }) => {
            sql.push(" AND customer_id > ").bind(after.uuid()).push(" AND customer_id <= ").bind(last.uuid())
        }
        Of::Customers(customers) => {
            let mut sql = sql.push(" AND customer_id IN (NULL");
            for customer in customers {
                sql = sql.push(", ").bind(customer.uuid());
            }
            sql.push(")")
        }
    };
    if let Some(currency) = currency {
        sql = sql.push(" AND currency = ").bind(currency.code());
    }
    let rows = sql.push(" GROUP BY customer_id, currency ORDER BY customer_id, currency").rows(tx).await?;
    let mut debtors = Vec::with_capacity(rows.len());
    for row in rows {
        let code: String = row.try_get_by_index(1)?;
        let kept_in = currency_of(&code)?;
        let Some(oldest) = row.try_get_by_index::<Option<i32>>(5)? else { continue };
        let overdue: i64 = row.try_get_by_index(3)?;
        debtors.push(Debtor {
            customer: Id::from_uuid(row.try_get_by_index(0)?),
            name: row.try_get_by_index(2)?,
            overdue: Money::new(overdue.max(0), kept_in),
            disputed: Money::new(row.try_get_by_index(4)?, kept_in),
            oldest_due: date(oldest)?,
            items: row.try_get_by_index(6)?,
            level: 0,
            blocked_until: None,
        });
    }
    Ok(debtors)
}
