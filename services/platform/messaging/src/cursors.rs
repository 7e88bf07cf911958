//! How far producers and consumers are, for an audit: read only, page by page.

use std::{collections::HashMap, time::Duration};

use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError};
use uuid::Uuid;

use crate::{heads::Head, storage};

const DEADLINE: Duration = Duration::from_secs(30);

/// Heads of a producer after the given aggregate, in the order of (tenant, aggregate).
pub async fn heads(producer: &Store, after: Option<(TenantId, Uuid)>, limit: u64) -> Result<Vec<Head>, StoreError> {
    let tx = producer.begin_read(Deadline::after(DEADLINE)).await?;
    let after = after.as_ref().map(|(tenant, aggregate)| (tenant.as_str(), *aggregate));
    storage::heads::page(&tx, None, after, i64::try_from(limit).unwrap_or(i64::MAX)).await
}

/// Up to which sequence a consumer has taken in the facts of these aggregates; one of which it has seen nothing is
/// absent.
pub async fn of_aggregates(
    consumer: &Store,
    name: &str,
    heads: &[Head],
) -> Result<HashMap<(TenantId, Uuid), i64>, StoreError> {
    let tx = consumer.begin_read(Deadline::after(DEADLINE)).await?;
    let mut cursors = HashMap::with_capacity(heads.len());
    for heads in heads.chunk_by(|left, right| left.tenant == right.tenant) {
        let Some(tenant) = heads.first().map(|head| &head.tenant) else { continue };
        let ids: Vec<Uuid> = heads.iter().map(|head| head.aggregate_id).collect();
        for (id, sequence) in storage::cursor::load(&tx, name, tenant.as_str(), &ids).await? {
            cursors.insert((tenant.clone(), id), sequence);
        }
    }
    Ok(cursors)
}
