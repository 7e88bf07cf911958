//! What is too old. In sets, so that nobody waits long for the writer.

use o2c_kernel::{Instant, TenantId};
use o2c_store::{StoreError, Tx};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::entities::delivery::{Column, Entity};
use super::values::tenant;

/// Deliveries from before then that have not ended, oldest first.
pub async fn pending(tx: &Tx, before: Instant, limit: u64) -> Result<Vec<(TenantId, i64)>, StoreError> {
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .columns([Column::Tenant, Column::Position])
        .filter(Column::CreatedAt.lt(before.micros()))
        .filter(Column::State.eq(1))
        .order_by_asc(Column::CreatedAt)
        .limit(limit)
        .into_tuple()
        .all(tx.connection())
        .await?;
    rows.into_iter().map(|(name, position)| Ok((tenant(&name)?, position))).collect()
}

/// Deletes so many deliveries, attempts and events at most from before then; how many there were. An event goes after the
/// last delivery of it.
pub async fn delete(tx: &Tx, before: Instant, limit: u64) -> Result<u64, StoreError> {
    let before = before.micros();
    let texts = [
        format!(
            "DELETE FROM webhook_delivery WHERE position IN (SELECT position FROM webhook_delivery \
             WHERE created_at < {before} AND state <> 1 ORDER BY created_at LIMIT {limit})"
        ),
        format!(
            "DELETE FROM webhook_attempt WHERE (tenant, subscription_id, event_id, attempt) IN \
             (SELECT tenant, subscription_id, event_id, attempt FROM webhook_attempt WHERE started_at < {before} \
             ORDER BY started_at LIMIT {limit})"
        ),
        format!(
            "DELETE FROM webhook_event WHERE (tenant, event_id) IN (SELECT e.tenant, e.event_id FROM webhook_event e \
             WHERE e.received_at < {before} AND NOT EXISTS (SELECT 1 FROM webhook_delivery d \
             JOIN webhook_subscription s ON s.tenant = d.tenant AND s.subscription_id = d.subscription_id \
             WHERE s.tenant = e.tenant AND d.event_id = e.event_id) ORDER BY e.received_at LIMIT {limit})"
        ),
    ];
    let mut deleted = 0;
    for text in texts {
        let statement = Statement::from_string(tx.connection().get_database_backend(), text);
        deleted += tx.connection().execute_raw(statement).await?.rows_affected();
    }
    Ok(deleted)
}
