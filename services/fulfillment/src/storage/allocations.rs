//! Attempts and their reservations. They have no locks of their own: levels and orders protect them.

use o2c_kernel::{Id, Quantity, TenantId};
use o2c_store::{Tx, set};

use super::entities::{allocation, reservation};
use crate::{
    domain::{
        Floor,
        allocation::Allocation,
        ids::{AllocationId, OrderId},
        reservation::Reservation,
    },
    error::FulfillmentError,
};

/// Puts the attempts that are known on the floor.
pub async fn load(
    tx: &Tx,
    tenant: &TenantId,
    floor: &mut Floor,
    ids: impl IntoIterator<Item = AllocationId>,
) -> Result<(), FulfillmentError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    for row in set::find::<allocation::Entity>(tx, tenant, allocation::Column::AllocationId, ids).await? {
        floor.load_allocation(Allocation {
            id: Id::from_uuid(row.allocation_id),
            order: Id::from_uuid(row.order_id),
            released: row.released,
            reason: row.reason,
            version: row.version,
        });
    }
    Ok(())
}

/// All reservations of these orders.
pub async fn of_orders(
    tx: &Tx,
    tenant: &TenantId,
    orders: impl IntoIterator<Item = OrderId>,
) -> Result<Vec<Reservation>, FulfillmentError> {
    let ids: Vec<_> = orders.into_iter().map(Id::uuid).collect();
    let rows = set::find::<reservation::Entity>(tx, tenant, reservation::Column::OrderId, ids).await?;
    Ok(rows.iter().map(of_row).collect())
}

fn of_row(row: &reservation::Model) -> Reservation {
    Reservation {
        id: Id::from_uuid(row.reservation_id),
        allocation: Id::from_uuid(row.allocation_id),
        order: Id::from_uuid(row.order_id),
        line_number: row.line_number,
        product: Id::from_uuid(row.product_id),
        warehouse: row.warehouse_id.map(Id::from_uuid),
        arrival: row.arrival,
        requested: Quantity::from_micros(row.requested),
        allocated: Quantity::from_micros(row.allocated),
        planned: Quantity::from_micros(row.planned),
        consumed: Quantity::from_micros(row.consumed),
        released: Quantity::from_micros(row.released),
        version: row.version,
    }
}

pub(super) fn row_of(tenant: &TenantId, reservation: &Reservation) -> reservation::Model {
    reservation::Model {
        tenant: tenant.as_str().to_owned(),
        reservation_id: reservation.id.uuid(),
        allocation_id: reservation.allocation.uuid(),
        order_id: reservation.order.uuid(),
        line_number: reservation.line_number,
        product_id: reservation.product.uuid(),
        warehouse_id: reservation.warehouse.map(Id::uuid),
        stock_level_id: reservation.stock_level().map(Id::uuid),
        arrival: reservation.arrival,
        requested: reservation.requested.micros(),
        backordered: reservation.backordered().micros(),
        allocated: reservation.allocated.micros(),
        planned: reservation.planned.micros(),
        consumed: reservation.consumed.micros(),
        released: reservation.released.micros(),
        version: reservation.version,
    }
}

pub(super) fn attempt_row(tenant: &TenantId, attempt: &Allocation) -> allocation::Model {
    allocation::Model {
        tenant: tenant.as_str().to_owned(),
        allocation_id: attempt.id.uuid(),
        order_id: attempt.order.uuid(),
        released: attempt.released,
        reason: attempt.reason.clone(),
        version: attempt.version,
    }
}
