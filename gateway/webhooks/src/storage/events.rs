//! Events, as they are sent.

use o2c_kernel::{Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use uuid::Uuid;

use super::entities::event::{Column, Entity, Model};
use crate::domain::Event;

pub async fn insert(tx: &Tx, tenant: &TenantId, events: Vec<Event>) -> Result<(), StoreError> {
    let row = |event: Event| Model {
        tenant: tenant.as_str().to_owned(),
        event_id: event.id,
        type_name: event.type_name,
        aggregate_id: event.aggregate,
        body: event.body,
        received_at: event.received_at.micros(),
    };
    let rows: Vec<Model> = events.into_iter().map(row).collect();
    set::insert::<Entity>(tx, rows).await.map(drop)
}

pub async fn find(tx: &Tx, tenant: &TenantId, ids: Vec<Uuid>) -> Result<Vec<Event>, StoreError> {
    let rows = set::find::<Entity>(tx, tenant, Column::EventId, ids).await?;
    let event = |row: Model| Event {
        id: row.event_id,
        type_name: row.type_name,
        aggregate: row.aggregate_id,
        body: row.body,
        received_at: Instant::from_micros(row.received_at),
    };
    Ok(rows.into_iter().map(event).collect())
}
