//! Rows for the laws and figures: pages by key, over all tenants.

use o2c_kernel::TenantId;
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

use super::values::tenant as tenant_of;

/// Rows of a page.
pub const PAGE: usize = 1_000;

/// Behind which key the next page begins.
pub type After = (String, Uuid, Uuid);

/// Before every key.
#[must_use]
pub fn start() -> After {
    (String::new(), Uuid::nil(), Uuid::nil())
}

/// A live dunning case.
#[derive(Debug)]
pub struct LiveCase {
    pub tenant: String,
    pub customer: Uuid,
    pub case: Uuid,
    pub currency: String,
}

pub async fn live_cases(tx: &Tx, after: &After) -> Result<Vec<LiveCase>, StoreError> {
    let sql =
        Sql::new("SELECT tenant, customer_id, dunning_case_id, currency FROM dunning_case WHERE state = 'OPEN' AND ");
    let rows = beyond(sql, ["tenant", "customer_id", "dunning_case_id"], after).rows(tx).await?;
    rows.iter()
        .map(|row| {
            Ok(LiveCase {
                tenant: row.try_get_by_index(0)?,
                customer: row.try_get_by_index(1)?,
                case: row.try_get_by_index(2)?,
                currency: row.try_get_by_index(3)?,
            })
        })
        .collect()
}

/// An item on a letter, with a dispute that was live when the letter was decided.
#[derive(Debug)]
pub struct Line {
    pub tenant: String,
    pub notice: Uuid,
    pub item: Uuid,
    pub open: i64,
    pub minimum: i64,
    pub dispute: Option<Uuid>,
}

/// Versions of the open item order letters and disputes: no clock is asked.
pub async fn lines(tx: &Tx, after: &After) -> Result<Vec<Line>, StoreError> {
    let sql = Sql::new(
        "SELECT l.tenant, l.dunning_notice_id, l.open_item_id, l.open_minor, n.minimum_minor, d.dispute_id \
         FROM dunning_notice_line l \
         JOIN dunning_notice n ON n.tenant = l.tenant AND n.dunning_notice_id = l.dunning_notice_id \
         LEFT JOIN dispute d ON d.tenant = l.tenant AND d.open_item_id = l.open_item_id \
         AND d.opened_version <= l.item_version \
         AND (d.closed_version IS NULL OR d.closed_version > l.item_version) WHERE ",
    );
    let rows = beyond(sql, ["l.tenant", "l.dunning_notice_id", "l.open_item_id"], after).rows(tx).await?;
    rows.iter()
        .map(|row| {
            Ok(Line {
                tenant: row.try_get_by_index(0)?,
                notice: row.try_get_by_index(1)?,
                item: row.try_get_by_index(2)?,
                open: row.try_get_by_index(3)?,
                minimum: row.try_get_by_index(4)?,
                dispute: row.try_get_by_index(5)?,
            })
        })
        .collect()
}

/// An item in dispute, with what its dispute says.
#[derive(Debug)]
pub struct DisputedItem {
    pub tenant: String,
    pub item: Uuid,
    pub open: i64,
    pub disputed: i64,
    pub asked: Option<i64>,
    /// Amount and state of the dispute that the item names, if that is one over this item.
    pub dispute: Option<(i64, String)>,
}

pub async fn disputed_items(tx: &Tx, after: &After) -> Result<Vec<DisputedItem>, StoreError> {
    let sql = Sql::new(
        "SELECT i.tenant, i.open_item_id, i.open_minor, i.disputed_minor, i.asked_minor, d.disputed_minor, d.state \
         FROM open_item i LEFT JOIN dispute d ON d.tenant = i.tenant AND d.dispute_id = i.dispute_id \
         AND d.open_item_id = i.open_item_id \
         WHERE (i.dispute_id IS NOT NULL OR i.disputed_minor <> 0) AND ",
    );
    let rows = beyond(sql, ["i.tenant", "i.open_item_id", "i.open_item_id"], after).rows(tx).await?;
    rows.iter()
        .map(|row| {
            let amount: Option<i64> = row.try_get_by_index(5)?;
            let state: Option<String> = row.try_get_by_index(6)?;
            Ok(DisputedItem {
                tenant: row.try_get_by_index(0)?,
                item: row.try_get_by_index(1)?,
                open: row.try_get_by_index(2)?,
                disputed: row.try_get_by_index(3)?,
                asked: row.try_get_by_index(4)?,
                dispute: amount.zip(state),
            })
        })
        .collect()
}

/// A dispute, with how many facts it has stated and which dispute its item names.
#[derive(Debug)]
pub struct StatedDispute {
    pub tenant: String,
    pub dispute: Uuid,
    pub state: String,
    pub resolution: Option<String>,
    pub disputed: i64,
    pub credited: i64,
    pub closed: bool,
    pub facts: i64,
    pub raises: i64,
    pub live_on_item: Option<Uuid>,
}

pub async fn disputes(tx: &Tx, after: &After) -> Result<Vec<StatedDispute>, StoreError> {
    let sql = Sql::new(
        "SELECT d.tenant, d.dispute_id, d.state, d.resolution, d.disputed_minor, d.credited_minor, \
         d.closed_version, COALESCE(h.last_sequence, 0), i.dispute_id, d.raises FROM dispute d \
         LEFT JOIN aggregate_head h ON h.tenant = d.tenant AND h.aggregate_id = d.dispute_id \
         LEFT JOIN open_item i ON i.tenant = d.tenant AND i.open_item_id = d.open_item_id WHERE ",
    );
    let rows = beyond(sql, ["d.tenant", "d.dispute_id", "d.dispute_id"], after).rows(tx).await?;
    rows.iter()
        .map(|row| {
            Ok(StatedDispute {
                tenant: row.try_get_by_index(0)?,
                dispute: row.try_get_by_index(1)?,
                state: row.try_get_by_index(2)?,
                resolution: row.try_get_by_index(3)?,
                disputed: row.try_get_by_index(4)?,
                credited: row.try_get_by_index(5)?,
                closed: row.try_get_by_index::<Option<i64>>(6)?.is_some(),
                facts: row.try_get_by_index(7)?,
                live_on_item: row.try_get_by_index(8)?,
                raises: row.try_get_by_index(9)?,
            })
        })
        .collect()
}

/// Tenant, document, how far its producer's facts have been taken in, amount.
pub type FigureRow = (TenantId, Uuid, i64, i64);

/// What is in dispute of each item with a live dispute.
pub async fn disputed_figures(
    tx: &Tx,
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<FigureRow>, StoreError> {
    let sql = Sql::new(
        "SELECT i.tenant, i.open_item_id, COALESCE(c.last_sequence, 0), i.disputed_minor FROM open_item i \
         LEFT JOIN consumer_cursor c ON c.tenant = i.tenant AND c.consumer = 'collections' \
         AND c.producer = 'receivables' AND c.aggregate_id = i.open_item_id WHERE i.dispute_id IS NOT NULL AND ",
    );
    figures(tx, sql, ["i.tenant", "i.open_item_id"], after, limit).await
}

/// Each deduction. It hangs on no aggregate of its own, and payments says so too: its sequence is 0.
pub async fn deduction_figures(
    tx: &Tx,
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<FigureRow>, StoreError> {
    let sql = Sql::new("SELECT d.tenant, d.deduction_id, CAST(0 AS BIGINT), d.amount_minor FROM deduction d WHERE ");
    figures(tx, sql, ["d.tenant", "d.deduction_id"], after, limit).await
}

async fn figures(
    tx: &Tx,
    sql: Sql,
    [tenant, document]: [&str; 2],
    after: Option<&(TenantId, Uuid)>,
    limit: u64,
) -> Result<Vec<FigureRow>, StoreError> {
    let (after_tenant, after_document) = after.map_or(("", Uuid::nil()), |(tenant, id)| (tenant.as_str(), *id));
    let rows = sql
        .push(&format!("({tenant}, {document}) > ("))
        .bind(after_tenant)
        .push(", ")
        .bind(after_document)
        .push(&format!(") ORDER BY {tenant}, {document} LIMIT "))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .rows(tx)
        .await?;
    rows.iter()
        .map(|row| {
            let tenant: String = row.try_get_by_index(0)?;
            Ok((tenant_of(&tenant)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?))
        })
        .collect()
}

/// `… (key) > (after) ORDER BY key LIMIT page`.
fn beyond(sql: Sql, key: [&str; 3], (tenant, first, second): &After) -> Sql {
    let key = key.join(", ");
    sql.push(&format!("({key}) > ("))
        .bind(tenant.as_str())
        .push(", ")
        .bind(*first)
        .push(", ")
        .bind(*second)
        .push(&format!(") ORDER BY {key} LIMIT "))
        .bind(i64::try_from(PAGE).unwrap_or(i64::MAX))
}
