//! What carriers say, append-only.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entities::tracking_event::{Column, Entity, Model};
use crate::{
    domain::{ids::ShipmentId, tracking::TrackingEvent},
    error::FulfillmentError,
};

/// Adds events; one that is there already, said twice by its carrier, stays one.
pub async fn add(tx: &Tx, tenant: &TenantId, events: Vec<TrackingEvent>) -> Result<(), FulfillmentError> {
    let rows = events.into_iter().map(|event| Model {
        tenant: tenant.as_str().to_owned(),
        shipment_id: event.shipment.uuid(),
        happened_at: event.happened_at.micros(),
        tracking_event_id: event.id.uuid(),
        code: event.code,
        description: event.description,
        place: event.place,
    });
    set::insert_ignoring_conflicts::<Entity>(tx, rows.collect::<Vec<_>>()).await?;
    Ok(())
}

/// A page of a shipment's events, as they happened.
pub async fn list(
    tx: &Tx,
    tenant: &TenantId,
    shipment: ShipmentId,
    after: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<TrackingEvent>, FulfillmentError> {
    let mut query =
        Entity::find().filter(Column::Tenant.eq(tenant.as_str())).filter(Column::ShipmentId.eq(shipment.uuid()));
    if let Some((at, id)) = after {
        query = query.filter(
            Condition::any()
                .add(Column::HappenedAt.gt(at))
                .add(Condition::all().add(Column::HappenedAt.eq(at)).add(Column::TrackingEventId.gt(id))),
        );
    }
    let rows = query
        .order_by_asc(Column::HappenedAt)
        .order_by_asc(Column::TrackingEventId)
        .limit(limit)
        .all(tx.connection())
        .await
        .map_err(StoreError::from)?;
    Ok(rows.into_iter().map(of_row).collect())
}

fn of_row(row: Model) -> TrackingEvent {
    TrackingEvent {
        id: Id::from_uuid(row.tracking_event_id),
        shipment: Id::from_uuid(row.shipment_id),
        code: row.code,
        description: row.description,
        place: row.place,
        happened_at: Instant::from_micros(row.happened_at),
    }
}
