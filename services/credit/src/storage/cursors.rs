//! How far this service has taken in the facts of others: what makes its figures comparable with theirs.

use std::collections::HashMap;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entities::consumer_cursor::{Column, Entity};

/// The cursors of these aggregates; one of which nothing was taken in is absent.
pub async fn find(tx: &Tx, tenant: &TenantId, aggregates: Vec<Uuid>) -> Result<HashMap<Uuid, i64>, StoreError> {
    let rows = Entity::find()
        .filter(Column::Tenant.eq(tenant.as_str()))
        .filter(Column::Consumer.eq(crate::NAME))
        .filter(Column::AggregateId.is_in(aggregates))
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|row| (row.aggregate_id, row.last_sequence)).collect())
}
