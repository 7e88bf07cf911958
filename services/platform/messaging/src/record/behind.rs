//! Documents that are behind what is on record of them.

use std::{sync::Arc, time::Duration};

use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError, Tx};
use uuid::Uuid;

use crate::{envelope::Envelope, outbox::Outbox, storage};

const DEADLINE: Duration = Duration::from_secs(30);

/// Facts of one aggregate that are read at once.
const FACTS: i64 = 256;

/// An aggregate whose document lacks the effect of facts that are on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    pub tenant: TenantId,
    pub aggregate_type: String,
    pub aggregate_id: Uuid,
    /// Up to here the document has had the effect.
    pub redone: i64,
    /// Up to here facts are on record.
    pub last: i64,
}

/// Those of a producer after the given one, in the order of (tenant, aggregate).
pub async fn behind(store: &Store, after: Option<&Behind>, limit: usize) -> Result<Vec<Behind>, StoreError> {
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    let after = after.map(|behind| (behind.tenant.as_str(), behind.aggregate_id));
    let rows = storage::record::behind(&tx, after, i64::try_from(limit).unwrap_or(i64::MAX)).await?;
    let behind = |row: storage::record::Row| Behind {
        tenant: row.tenant,
        aggregate_type: row.aggregate_type,
        aggregate_id: row.aggregate_id,
        redone: row.redone,
        last: row.last,
    };
    Ok(rows.into_iter().map(behind).collect())
}

/// What these aggregates have on record and their documents lack, in order: for what must come back as it was and does
/// not follow from its cause, such as a number. Asks nothing where the database is not behind.
pub async fn pending(
    tx: &Tx,
    outbox: &Outbox,
    tenant: &TenantId,
    aggregates: &[Uuid],
) -> Result<Vec<Envelope>, StoreError> {
    let mut pending = Vec::new();
    if !outbox.is_behind() {
        return Ok(pending);
    }
    for aggregate in aggregates {
        if let Some(row) = storage::record::behind_one(tx, tenant.as_str(), *aggregate).await? {
            pending.extend(of_record(tx, outbox.producer(), &row).await?);
        }
    }
    Ok(pending)
}

/// The facts of an aggregate that its document lacks, the next one first.
pub(super) async fn of_record(
    tx: &Tx,
    producer: &Arc<str>,
    row: &storage::record::Row,
) -> Result<Vec<Envelope>, StoreError> {
    let limit = FACTS.min(row.last - row.redone);
    let facts = storage::outbox::of_aggregate(tx, producer, &row.tenant, row.aggregate_id, row.redone, limit).await?;
    Ok(facts.into_iter().map(|(_, envelope)| envelope).collect())
}
