//! The documents that a term is the sum of, page by page.

use o2c_kernel::{Date, KeyPart, TenantId};
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{
    source::{Source, source},
    values::date,
};
use crate::domain::{Measure, Window};

/// A document with what it adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub document: Uuid,
    pub number: String,
    pub on: Date,
    /// Minor units or microseconds.
    pub amount: i64,
    /// Where the next page begins.
    pub key: Vec<KeyPart>,
}

/// A page of the documents of a window, in the order of their day.
pub async fn of_window(
    tx: &Tx,
    tenant: &TenantId,
    window: &Window,
    measure: Measure,
    after: &[KeyPart],
    limit: u64,
) -> Result<Vec<Part>, StoreError> {
    let Source { table, id, number, document, day, amount, condition, due_on: _ } = source(measure);
    let mut sql = Sql::new(&format!("SELECT {document}, {number}, {day}, {amount}, {id} FROM {table} WHERE tenant = "))
        .bind(tenant.as_str())
        .push(" AND currency = ")
        .bind(window.currency.code())
        .push(&format!("{condition} AND {day} >= "))
        .bind(window.from.days())
        .push(&format!(" AND {day} <= "))
        .bind(window.to.days());
    if let [KeyPart::Int(last_day), KeyPart::Uuid(last)] = after {
        // the first condition is implied by the others: it lets the index begin there
        sql = sql
            .push(&format!(" AND {day} >= "))
            .bind(*last_day)
            .push(&format!(" AND ({day} > "))
            .bind(*last_day)
            .push(&format!(" OR {id} > "))
            .bind(*last)
            .push(")");
    }
    let sql = sql.push(&format!(" ORDER BY {day}, {id} LIMIT ")).bind(i64::try_from(limit).unwrap_or(i64::MAX));
    sql.rows(tx).await?.iter().map(by_day).collect()
}

/// A page of the items of which something was open at the end of a day, in the order of their ids.
pub async fn open_on(
    tx: &Tx,
    tenant: &TenantId,
    window: &Window,
    on: Date,
    current_only: bool,
    after: &[KeyPart],
    limit: u64,
) -> Result<Vec<Part>, StoreError> {
    let mut sql = Sql::new(
        "SELECT r.document_id, r.number, r.document_date, CAST(SUM(m.amount) AS BIGINT), r.open_item_id \
         FROM receivable r JOIN receivable_movement m ON m.tenant = r.tenant AND m.open_item_id = r.open_item_id \
         WHERE r.tenant = ",
    )
    .bind(tenant.as_str())
    .push(" AND r.currency = ")
    .bind(window.currency.code())
    // what is settled for good is skipped without a look at its movements
    .push(" AND (r.open_amount <> 0 OR r.last_moved_on > ")
    .bind(on.days())
    .push(") AND m.effective_on <= ")
    .bind(on.days());
    if current_only {
        sql = sql.push(" AND r.due_on >= ").bind(on.days());
    }
    if let [KeyPart::Uuid(last)] = after {
        sql = sql.push(" AND r.open_item_id > ").bind(*last);
    }
    let sql = sql
        .push(" GROUP BY r.open_item_id, r.document_id, r.number, r.document_date HAVING SUM(m.amount) <> 0")
        .push(" ORDER BY r.open_item_id LIMIT ")
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    sql.rows(tx).await?.iter().map(|row| part(row, |_, id| vec![KeyPart::Uuid(id)])).collect()
}

fn by_day(row: &QueryResult) -> Result<Part, StoreError> {
    part(row, |day, id| vec![KeyPart::Int(i64::from(day)), KeyPart::Uuid(id)])
}

fn part(row: &QueryResult, key: impl Fn(i32, Uuid) -> Vec<KeyPart>) -> Result<Part, StoreError> {
    let (day, id): (i32, Uuid) = (row.try_get_by_index(2)?, row.try_get_by_index(4)?);
    Ok(Part {
        document: row.try_get_by_index(0)?,
        number: row.try_get_by_index::<Option<String>>(1)?.unwrap_or_default(),
        on: date(day)?,
        amount: row.try_get_by_index(3)?,
        key: key(day, id),
    })
}
