//! How far producers and consumers are, for an audit: read only, page by page.

use std::{collections::HashMap, sync::Arc, time::Duration};

use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError, Tx};
use uuid::Uuid;

use crate::{
    head::Head,
    storage::{self, stream::Stream},
};

const DEADLINE: Duration = Duration::from_secs(30);

/// Heads of a producer after the given aggregate, in the order of (tenant, aggregate).
pub async fn heads(producer: &Store, after: Option<(TenantId, Uuid)>, limit: u64) -> Result<Vec<Head>, StoreError> {
    let tx = producer.begin_read(Deadline::after(DEADLINE)).await?;
    let after = after.as_ref().map(|(tenant, aggregate)| (tenant.as_str(), *aggregate));
    storage::heads::page(&tx, None, after, i64::try_from(limit).unwrap_or(i64::MAX)).await
}

/// Up to which sequence a consumer has taken in the facts of these aggregates of a producer; one of which it has seen
/// nothing is absent.
pub async fn of_aggregates(
    consumer: &Store,
    name: &str,
    producer: &str,
    heads: &[Head],
) -> Result<HashMap<(TenantId, Uuid), i64>, StoreError> {
    let tx = consumer.begin_read(Deadline::after(DEADLINE)).await?;
    of_aggregates_in(&tx, name, producer, heads).await
}

/// The same in a transaction of the consumer's, so that cursors and their effects are of one moment.
pub async fn of_aggregates_in(
    tx: &Tx,
    name: &str,
    producer: &str,
    heads: &[Head],
) -> Result<HashMap<(TenantId, Uuid), i64>, StoreError> {
    let producer: Arc<str> = Arc::from(producer);
    let mut cursors = HashMap::with_capacity(heads.len());
    for heads in heads.chunk_by(|left, right| left.tenant == right.tenant) {
        let Some(tenant) = heads.first().map(|head| &head.tenant) else { continue };
        let stream = |head: &Head| Stream { producer: Arc::clone(&producer), aggregate_id: head.aggregate_id };
        let streams: Vec<Stream> = heads.iter().map(stream).collect();
        for (stream, sequence) in storage::cursor::load(tx, name, tenant.as_str(), &streams).await?.cursors {
            cursors.insert((tenant.clone(), stream.aggregate_id), sequence);
        }
    }
    Ok(cursors)
}
