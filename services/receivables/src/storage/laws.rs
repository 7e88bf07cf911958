//! What the laws compare: pages along an index, or sums by the database. All tenants.

use o2c_store::{Sql, StoreError, Tx};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

/// A journal entry and what its lines add up to, per currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryBalance {
    pub position: i64,
    pub entry: Uuid,
    pub debits: i64,
    pub credits: i64,
    /// Lines of another day than the entry's.
    pub misdated: i64,
}

/// Of the entries after a position, the next `limit`.
pub async fn entry_balances(tx: &Tx, after: i64, limit: i64) -> Result<Vec<EntryBalance>, StoreError> {
    let rows = Sql::new(
        "SELECT e.position AS position, e.journal_entry_id AS entry, \
         CAST(COALESCE(SUM(l.debit), 0) AS BIGINT) AS debits, CAST(COALESCE(SUM(l.credit), 0) AS BIGINT) AS credits, \
         CAST(COALESCE(SUM(CASE WHEN l.posted_on <> e.posted_on THEN 1 ELSE 0 END), 0) AS BIGINT) AS misdated \
         FROM (SELECT position, tenant, journal_entry_id, posted_on FROM journal_entry WHERE position > $1 \
         ORDER BY position LIMIT $2) e LEFT JOIN journal_line l ON l.tenant = e.tenant \
         AND l.journal_entry_id = e.journal_entry_id \
         GROUP BY e.position, e.journal_entry_id, l.currency ORDER BY e.position",
    )
    .with([after, limit].map(Value::from))
    .rows(tx)
    .await?;
    let balance = |row: QueryResult| -> Result<EntryBalance, StoreError> {
        Ok(EntryBalance {
            position: row.try_get("", "position")?,
            entry: row.try_get("", "entry")?,
            debits: row.try_get("", "debits")?,
            credits: row.try_get("", "credits")?,
            misdated: row.try_get("", "misdated")?,
        })
    };
    rows.into_iter().map(balance).collect()
}

/// An item, or a receipt, with its counter and what its edges say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemSums {
    pub tenant: String,
    pub id: Uuid,
    pub whole: i64,
    /// Open of an item, applied of a receipt.
    pub counter: i64,
    pub edges: i64,
}

/// Items after one, or receipts after one: a page in the order of their ids.
pub async fn item_sums(
    tx: &Tx,
    receipts: bool,
    after: &(String, Uuid),
    limit: i64,
) -> Result<Vec<ItemSums>, StoreError> {
    let sql = if receipts {
        "SELECT r.tenant AS tenant, r.receipt_id AS id, r.amount AS whole, r.applied_amount AS counter, \
         CAST((SELECT COALESCE(SUM(a.amount), 0) FROM application a WHERE a.tenant = r.tenant \
         AND a.source_id = r.receipt_id AND a.kind = 'cash') AS BIGINT) AS edges FROM receipt r \
         WHERE (r.tenant, r.receipt_id) > ($1, $2) ORDER BY r.tenant, r.receipt_id LIMIT $3"
    } else {
        "SELECT i.tenant AS tenant, i.open_item_id AS id, i.original_amount AS whole, i.open_amount AS counter, \
         CAST((SELECT COALESCE(SUM(a.amount), 0) FROM application a WHERE a.tenant = i.tenant \
         AND a.open_item_id = i.open_item_id) + (SELECT COALESCE(SUM(a.amount), 0) FROM application a \
         WHERE a.tenant = i.tenant AND a.source_id = i.open_item_id AND a.kind = 'credit_note') AS BIGINT) AS edges \
         FROM open_item i WHERE (i.tenant, i.open_item_id) > ($1, $2) ORDER BY i.tenant, i.open_item_id LIMIT $3"
    };
    let rows =
        Sql::new(sql).with([Value::from(after.0.as_str()), Value::from(after.1), Value::from(limit)]).rows(tx).await?;
    let sums = |row: QueryResult| -> Result<ItemSums, StoreError> {
        Ok(ItemSums {
            tenant: row.try_get("", "tenant")?,
            id: row.try_get("", "id")?,
            whole: row.try_get("", "whole")?,
            counter: row.try_get("", "counter")?,
            edges: row.try_get("", "edges")?,
        })
    };
    rows.into_iter().map(sums).collect()
}

/// Receipts after one whose payer is known, and what of each is applied to items of another customer, less what was taken
/// back: a page in the order of their ids.
pub async fn applied_for_others(
    tx: &Tx,
    after: &(String, Uuid),
    limit: i64,
) -> Result<Vec<(String, Uuid, i64)>, StoreError> {
    let rows = Sql::new(
        "SELECT r.tenant AS tenant, r.receipt_id AS id, CAST((SELECT COALESCE(SUM(a.amount), 0) FROM application a \
         WHERE a.tenant = r.tenant AND a.source_id = r.receipt_id AND a.kind = 'cash' \
         AND a.customer_id <> r.customer_id) AS BIGINT) AS others FROM receipt r WHERE r.customer_id IS NOT NULL \
         AND (r.tenant, r.receipt_id) > ($1, $2) ORDER BY r.tenant, r.receipt_id LIMIT $3",
    )
    .with([Value::from(after.0.as_str()), Value::from(after.1), Value::from(limit)])
    .rows(tx)
    .await?;
    let others = |row: QueryResult| -> Result<(String, Uuid, i64), StoreError> {
        Ok((row.try_get("", "tenant")?, row.try_get("", "id")?, row.try_get("", "others")?))
    };
    rows.into_iter().map(others).collect()
}

/// Per tenant and currency: the open items, and the control account.
pub async fn balances_by_currency(tx: &Tx) -> Result<Vec<(String, String, i64, i64)>, StoreError> {
    let rows = Sql::new(
        "SELECT tenant, currency, CAST(SUM(items) AS BIGINT) AS items, CAST(SUM(control) AS BIGINT) AS control FROM (\
         SELECT tenant, currency, CASE WHEN document_type = 'CREDIT_NOTE' THEN -open_amount ELSE open_amount END \
         AS items, 0 AS control FROM open_item \
         UNION ALL SELECT tenant, currency, 0, debit - credit FROM journal_line WHERE account = '1100'\
         ) AS sides GROUP BY tenant, currency ORDER BY tenant, currency",
    )
    .rows(tx)
    .await?;
    let balance = |row: QueryResult| -> Result<(String, String, i64, i64), StoreError> {
        Ok((
            row.try_get("", "tenant")?,
            row.try_get("", "currency")?,
            row.try_get("", "items")?,
            row.try_get("", "control")?,
        ))
    };
    rows.into_iter().map(balance).collect()
}

/// A day on which items or the control account moved, and by how much each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DayOfMovement {
    pub tenant: String,
    pub currency: String,
    pub day: i32,
    pub items: i64,
    pub control: i64,
}

/// All days, per tenant and currency in their order.
pub async fn days_of_movement(tx: &Tx) -> Result<Vec<DayOfMovement>, StoreError> {
    let rows = Sql::new(
        "SELECT tenant, currency, day, CAST(SUM(items) AS BIGINT) AS items, CAST(SUM(control) AS BIGINT) AS control \
         FROM (SELECT tenant, currency, posted_on AS day, CASE WHEN document_type = 'CREDIT_NOTE' THEN -original_amount \
         ELSE original_amount END AS items, 0 AS control FROM open_item \
         UNION ALL SELECT tenant, currency, effective_on, -amount, 0 FROM application WHERE kind <> 'credit_note' \
         UNION ALL SELECT tenant, currency, posted_on, 0, debit - credit FROM journal_line WHERE account = '1100'\
         ) AS sides GROUP BY tenant, currency, day ORDER BY tenant, currency, day",
    )
    .rows(tx)
    .await?;
    let day = |row: QueryResult| -> Result<DayOfMovement, StoreError> {
        Ok(DayOfMovement {
            tenant: row.try_get("", "tenant")?,
            currency: row.try_get("", "currency")?,
            day: row.try_get("", "day")?,
            items: row.try_get("", "items")?,
            control: row.try_get("", "control")?,
        })
    };
    rows.into_iter().map(day).collect()
}

/// A reversal, and whether it is the opposite of what it takes back.
pub async fn reversals(tx: &Tx, after: &(String, Uuid), limit: i64) -> Result<Vec<(String, Uuid, bool)>, StoreError> {
    let rows = Sql::new(
        "SELECT r.tenant AS tenant, r.application_id AS id, CASE WHEN a.application_id IS NOT NULL \
         AND a.reverses IS NULL AND a.amount = -r.amount AND a.currency = r.currency AND a.kind = r.kind \
         AND a.source_id = r.source_id AND a.open_item_id = r.open_item_id AND a.effective_on <= r.effective_on \
         THEN 1 ELSE 0 END AS opposite \
         FROM application r LEFT JOIN application a ON a.tenant = r.tenant AND a.application_id = r.reverses \
         WHERE r.reverses IS NOT NULL AND (r.tenant, r.application_id) > ($1, $2) \
         ORDER BY r.tenant, r.application_id LIMIT $3",
    )
    .with([Value::from(after.0.as_str()), Value::from(after.1), Value::from(limit)])
    .rows(tx)
    .await?;
    let reversal = |row: QueryResult| -> Result<(String, Uuid, bool), StoreError> {
        let opposite: i32 = row.try_get("", "opposite")?;
        Ok((row.try_get("", "tenant")?, row.try_get("", "id")?, opposite == 1))
    };
    rows.into_iter().map(reversal).collect()
}

/// A flagged item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlaggedItem {
    pub tenant: String,
    pub item: Uuid,
    pub dispute: Uuid,
    pub asked: i64,
    /// The dispute is over.
    pub settled: bool,
}

/// Flagged items after one: a page along the index of what is flagged.
pub async fn flags(tx: &Tx, after: &(String, Uuid), limit: i64) -> Result<Vec<FlaggedItem>, StoreError> {
    let rows = Sql::new(
        "SELECT i.tenant AS tenant, i.open_item_id AS id, i.dispute_id AS dispute, i.objected_amount AS asked, \
         CASE WHEN s.dispute_id IS NOT NULL THEN 1 ELSE 0 END AS settled FROM open_item i LEFT JOIN settled_dispute s \
         ON s.tenant = i.tenant AND s.dispute_id = i.dispute_id WHERE i.dispute_id IS NOT NULL \
         AND (i.tenant, i.open_item_id) > ($1, $2) ORDER BY i.tenant, i.open_item_id LIMIT $3",
    )
    .with([Value::from(after.0.as_str()), Value::from(after.1), Value::from(limit)])
    .rows(tx)
    .await?;
    let flag = |row: QueryResult| -> Result<FlaggedItem, StoreError> {
        let settled: i32 = row.try_get("", "settled")?;
        Ok(FlaggedItem {
            tenant: row.try_get("", "tenant")?,
            item: row.try_get("", "id")?,
            dispute: row.try_get("", "dispute")?,
            asked: row.try_get("", "asked")?,
            settled: settled == 1,
        })
    };
    rows.into_iter().map(flag).collect()
}

/// Per closing: how many entries came after it, and the first hundred of those that were posted before its day.
pub async fn late_postings(tx: &Tx) -> Result<(u64, Vec<(Uuid, i32, i32)>), StoreError> {
    let counted = Sql::new(
        "SELECT CAST(COUNT(*) AS BIGINT) AS entries FROM closing c JOIN journal_entry e ON e.tenant = c.tenant \
         AND e.position > c.last_position",
    )
    .rows(tx)
    .await?;
    let entries: i64 = counted.first().map_or(Ok(0), |row| row.try_get("", "entries"))?;
    let rows = Sql::new(
        "SELECT e.journal_entry_id AS id, e.posted_on AS posted_on, c.closed_through AS closed_through \
         FROM closing c JOIN journal_entry e ON e.tenant = c.tenant AND e.position > c.last_position \
         WHERE e.posted_on <= c.closed_through ORDER BY e.position LIMIT 100",
    )
    .rows(tx)
    .await?;
    let late = |row: QueryResult| -> Result<(Uuid, i32, i32), StoreError> {
        Ok((row.try_get("", "id")?, row.try_get("", "posted_on")?, row.try_get("", "closed_through")?))
    };
    let late = rows.into_iter().map(late).collect::<Result<Vec<_>, _>>()?;
    Ok((u64::try_from(entries).unwrap_or(0), late))
}
