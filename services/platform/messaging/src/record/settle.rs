//! A person's decision that a document stays as it is, though its record says more.

use std::time::Duration;

use o2c_kernel::{Deadline, TenantId};
use o2c_store::trail;
use uuid::Uuid;

use crate::{consumer::Consumer, error::TakeError, storage};

const DEADLINE: Duration = Duration::from_secs(30);

/// Lets a document be changed again that is behind its record, for a reason that is kept: what it lacks does not come any
/// more, and what differs is corrected by a further document. False where it is not behind.
pub async fn settle(consumer: &Consumer, tenant: &TenantId, aggregate: Uuid, reason: &str) -> Result<bool, TakeError> {
    let tx = consumer.store.begin_write(Deadline::after(DEADLINE)).await?;
    let Some(row) = storage::record::behind_one(&tx, tenant.as_str(), aggregate).await? else {
        tx.rollback().await;
        return Ok(false);
    };
    storage::record::put(&tx, tenant.as_str(), aggregate, row.last, None).await?;
    let call = consumer.call(tenant, "o2c recover settle", None);
    trail::append_of_call(&tx, &call, [("aggregate_id", aggregate)], reason).await?;
    tx.commit().await?;
    tracing::warn!(consumer = consumer.name, %aggregate, reason, "a document stays behind its record");
    Ok(true)
}
