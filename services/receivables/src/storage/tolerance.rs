//! What the rule of tolerance has written off.

use o2c_kernel::{Id, TenantId};
use o2c_store::{Sql, StoreError, Tx};
use uuid::Uuid;

use crate::domain::{OpenItemId, Tolerated, WriteOff};

/// What the rule has written off of items so far, less what was taken back. Ask after the items are locked: two who write
/// off the same item meet there.
pub async fn tolerated(
    tx: &Tx,
    tenant: &TenantId,
    items: impl IntoIterator<Item = OpenItemId>,
) -> Result<Vec<Tolerated>, StoreError> {
    let items: Vec<Uuid> = items.into_iter().map(Id::uuid).collect();
    let mut found = Vec::new();
    for slice in items.chunks(Sql::LONGEST_LIST) {
        let sql =
            Sql::new("SELECT asked.column1, (SELECT CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) FROM application a ")
                .push("JOIN write_off w ON w.tenant = a.tenant AND w.write_off_id = a.source_id WHERE a.tenant = ")
                .bind(tenant.as_str())
                .push(" AND a.open_item_id = asked.column1 AND a.kind = 'write_off' AND w.decided_by = ")
                .bind(WriteOff::rule().as_str())
                .push(") FROM ");
        for row in sql.asked(slice).rows(tx).await? {
            let item = Id::from_uuid(row.try_get_by_index(0)?);
            found.push(Tolerated { item, minor: row.try_get_by_index(1)? });
        }
    }
    Ok(found)
}

/// What the rule has written off of an item, and under which tolerance: the highest of those that held then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OverTolerance {
    pub item: Uuid,
    pub written_off: i64,
    pub tolerance: i64,
}

const BY_ITEM: &str = "SELECT a.open_item_id AS item, CAST(SUM(a.amount) AS BIGINT) AS written_off, \
                       MAX(w.tolerance) AS tolerance FROM write_off w JOIN application a ON a.tenant = w.tenant \
                       AND a.source_id = w.write_off_id AND a.kind = 'write_off' WHERE w.tolerance IS NOT NULL \
                       GROUP BY a.tenant, a.open_item_id";

/// How many there are, and the first hundred of which more was written off than the tolerance. All tenants.
pub async fn over_tolerance(tx: &Tx) -> Result<(u64, Vec<OverTolerance>), StoreError> {
    let counted = Sql::new("SELECT COUNT(*) FROM (").push(BY_ITEM).push(") AS by_item").single::<i64>(tx).await?;
    let rows = Sql::new("SELECT item, written_off, tolerance FROM (")
        .push(BY_ITEM)
        .push(") AS by_item WHERE written_off > tolerance ORDER BY item LIMIT 100")
        .rows(tx)
        .await?;
    let over = rows.into_iter().map(|row| -> Result<OverTolerance, StoreError> {
        Ok(OverTolerance {
            item: row.try_get("", "item")?,
            written_off: row.try_get("", "written_off")?,
            tolerance: row.try_get("", "tolerance")?,
        })
    });
    Ok((u64::try_from(counted.unwrap_or(0)).unwrap_or(0), over.collect::<Result<_, _>>()?))
}
