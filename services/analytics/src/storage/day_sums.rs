//! Sums per day: added to by each set, summed by each question.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::Value;

use super::values::{unreadable, wide};
use crate::domain::{Cell, DaySums, Figures, Measure, Sum, Window};

/// Cells of one statement: few sizes, for the statement cache.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// Adds the changes of a set, in key order.
pub async fn add(tx: &Tx, tenant: &TenantId, sums: &DaySums) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for (cell, sum) in sums.changes() {
        rows.push(row(tenant, cell, sum)?);
    }
    let mut rest = rows.as_slice();
    while let Some(size) = SIZES.into_iter().find(|size| *size <= rest.len()) {
        let (slice, others) = rest.split_at(size);
        rest = others;
        let mut sql =
            Sql::new("INSERT INTO day_sum (tenant, currency, measure, day, due_on, documents, amount) VALUES ");
        for (index, row) in slice.iter().enumerate() {
            sql = sql.push(if index == 0 { "" } else { ", " }).row(row.iter().cloned());
        }
        let onto = " ON CONFLICT (tenant, currency, measure, day, due_on) DO UPDATE SET \
                    documents = day_sum.documents + excluded.documents, amount = day_sum.amount + excluded.amount";
        sql.push(onto).execute(tx).await?;
    }
    Ok(())
}

fn row(tenant: &TenantId, cell: Cell, sum: Sum) -> Result<[Value; 7], StoreError> {
    let amount = i64::try_from(sum.amount).map_err(|_| unreadable("sum", sum.amount))?;
    Ok([
        tenant.as_str().into(),
        cell.currency.code().into(),
        cell.measure.code().into(),
        cell.day.days().into(),
        cell.due_on.days().into(),
        sum.count.into(),
        amount.into(),
    ])
}

/// What the formulas need: two grouped sums over days.
pub async fn figures(tx: &Tx, tenant: &TenantId, window: &Window) -> Result<Figures, StoreError> {
    let flows = flows(tx, tenant, window).await?;
    let [beginning, ending, current] = balances(tx, tenant, window).await?;
    let sum = |measure| flows.iter().find(|(of, _)| *of == measure).map(|(_, sum)| *sum).unwrap_or_default();
    Ok(Figures::of(window, beginning, ending, current, sum))
}

async fn flows(tx: &Tx, tenant: &TenantId, window: &Window) -> Result<Vec<(Measure, Sum)>, StoreError> {
    let measures: Vec<i16> =
        Measure::ALL.into_iter().filter(|measure| *measure != Measure::Receivables).map(Measure::code).collect();
    let sql = Sql::new("SELECT measure, CAST(SUM(documents) AS BIGINT), ")
        .push(&wide_sum("amount"))
        .push(" FROM day_sum WHERE tenant = ")
        .bind(tenant.as_str())
        .push(" AND currency = ")
        .bind(window.currency.code())
        .push(" AND measure IN ")
        .list(&measures)
        .push(" AND day >= ")
        .bind(window.from.days())
        .push(" AND day <= ")
        .bind(window.to.days())
        .push(" GROUP BY measure");
    let mut flows = Vec::new();
    for row in sql.rows(tx).await? {
        let code: i16 = row.try_get_by_index(0)?;
        let measure = Measure::of(code).ok_or_else(|| unreadable("measure", code))?;
        let amount = wide(row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        flows.push((measure, Sum { count: row.try_get_by_index(1)?, amount }));
    }
    Ok(flows)
}

/// What was owed at the end of the day before the window, at the end of it, and of that what was not past due.
async fn balances(tx: &Tx, tenant: &TenantId, window: &Window) -> Result<[i128; 3], StoreError> {
    let before = window.from.days();
    let to = window.to.days();
    let sql = Sql::new("SELECT day < ")
        .bind(before)
        .push(" AS earlier, due_on >= ")
        .bind(to)
        .push(" AS current_then, ")
        .push(&wide_sum("amount"))
        .push(" FROM day_sum WHERE tenant = ")
        .bind(tenant.as_str())
        .push(" AND currency = ")
        .bind(window.currency.code())
        .push(" AND measure = ")
        .bind(Measure::Receivables.code())
        .push(" AND day <= ")
        .bind(to)
        .push(" GROUP BY earlier, current_then");
    let (mut beginning, mut ending, mut current) = (0_i128, 0_i128, 0_i128);
    for row in sql.rows(tx).await? {
        let (earlier, current_then): (bool, bool) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let amount = wide(row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        ending += amount;
        if earlier {
            beginning += amount;
        }
        if current_then {
            current += amount;
        }
    }
    Ok([beginning, ending, current])
}

/// A sum in two parts, whole millions and the rest: sums of microseconds would run over a BIGINT.
fn wide_sum(column: &str) -> String {
    format!("CAST(SUM({column} / 1000000) AS BIGINT), CAST(SUM({column} % 1000000) AS BIGINT)")
}
