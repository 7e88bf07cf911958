//! Day sums beside the sums of the documents that they stand for.

use std::collections::BTreeMap;

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};

use super::source::{Source, source};
use crate::domain::{Measure, Sum};

/// Where something is summed: a day, and of receivables the day on which they fall due.
pub type DayCell = (i32, i32);

/// Both sums of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    pub kept: Sum,
    pub documents: Sum,
}

/// The currencies of a tenant, in sums or documents.
pub async fn currencies(tx: &Tx, tenant: &TenantId) -> Result<Vec<String>, StoreError> {
    let mut sql = Sql::new("SELECT DISTINCT currency FROM (");
    let tables = ["day_sum", "sales_document", "order_fact", "receivable_movement", "receivable", "receipt_fact"];
    for (index, table) in tables.iter().enumerate() {
        let union = if index == 0 { "" } else { " UNION ALL " };
        sql = sql.push(&format!("{union}SELECT DISTINCT currency FROM {table} WHERE tenant = ")).bind(tenant.as_str());
    }
    let rows = sql.push(") AS currencies WHERE currency IS NOT NULL ORDER BY currency").rows(tx).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// The first day from one on that has a sum or a document of a measure.
pub async fn next_day(
    tx: &Tx,
    tenant: &TenantId,
    currency: &str,
    measure: Measure,
    from: i32,
) -> Result<Option<i32>, StoreError> {
    let Source { table, day, condition, .. } = source(measure);
    let sql = Sql::new("SELECT MIN(day) FROM (SELECT MIN(day) AS day FROM day_sum WHERE tenant = ")
        .bind(tenant.as_str())
        .push(" AND currency = ")
        .bind(currency)
        .push(" AND measure = ")
        .bind(measure.code())
        .push(" AND day >= ")
        .bind(from)
        .push(&format!(" UNION ALL SELECT MIN({day}) AS day FROM {table} WHERE tenant = "))
        .bind(tenant.as_str())
        .push(" AND currency = ")
        .bind(currency)
        .push(&format!("{condition} AND {day} >= "))
        .bind(from)
        .push(") AS days");
    let rows = sql.rows(tx).await?;
    Ok(rows.first().map(|row| row.try_get_by_index::<Option<i32>>(0)).transpose()?.flatten())
}

/// Both sums of some days.
pub async fn pairs(
    tx: &Tx,
    tenant: &TenantId,
    currency: &str,
    measure: Measure,
    (from, to): (i32, i32),
) -> Result<BTreeMap<DayCell, Pair>, StoreError> {
    let mut pairs: BTreeMap<DayCell, Pair> = BTreeMap::new();
    let of_kept = format!(" AND measure = {}", measure.code());
    let kept = ("day_sum", "day", "due_on", "CAST(SUM(documents) AS BIGINT)", "amount", of_kept.as_str());
    for (cell, sum) in sums(tx, tenant, currency, kept, (from, to)).await? {
        pairs.entry(cell).or_default().kept = sum;
    }
    let Source { table, day, due_on, amount, condition, .. } = source(measure);
    let documents = (table, day, due_on, "COUNT(*)", amount, condition);
    for (cell, sum) in sums(tx, tenant, currency, documents, (from, to)).await? {
        pairs.entry(cell).or_default().documents = sum;
    }
    Ok(pairs)
}

async fn sums(
    tx: &Tx,
    tenant: &TenantId,
    currency: &str,
    (table, day, due_on, count, amount, condition): (&str, &str, &str, &str, &str, &str),
    (from, to): (i32, i32),
) -> Result<Vec<(DayCell, Sum)>, StoreError> {
    let sql = Sql::new(&format!(
        "SELECT {day}, {due_on}, {count}, CAST(SUM({amount}) AS BIGINT) FROM {table} WHERE tenant = "
    ))
    .bind(tenant.as_str())
    .push(" AND currency = ")
    .bind(currency)
    .push(&format!("{condition} AND {day} >= "))
    .bind(from)
    .push(&format!(" AND {day} <= "))
    .bind(to)
    .push(&if day == due_on { format!(" GROUP BY {day}") } else { format!(" GROUP BY {day}, {due_on}") });
    let rows = sql.rows(tx).await?;
    rows.iter()
        .map(|row| {
            let amount: i64 = row.try_get_by_index(3)?;
            let sum = Sum { count: row.try_get_by_index(2)?, amount: i128::from(amount) };
            Ok(((row.try_get_by_index(0)?, row.try_get_by_index(1)?), sum))
        })
        .collect()
}
