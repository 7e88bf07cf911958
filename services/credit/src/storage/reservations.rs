//! Reservations.

use o2c_kernel::{Id, Instant, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::credit_reservation::{Column, Entity, Model};
use super::values::{money, principal, unreadable};
use crate::domain::{Holding, OrderId, Reservation, ReservationId, ReservationKind, ReservationState};

pub async fn find(
    tx: &Tx,
    tenant: &TenantId,
    ids: impl IntoIterator<Item = ReservationId>,
) -> Result<Vec<Reservation>, StoreError> {
    let ids: Vec<_> = ids.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::ReservationId, ids).await?;
    rows.into_iter().map(reservation).collect()
}

pub async fn of_orders(
    tx: &Tx,
    tenant: &TenantId,
    orders: impl IntoIterator<Item = OrderId>,
) -> Result<Vec<Reservation>, StoreError> {
    let ids: Vec<_> = orders.into_iter().map(Id::uuid).collect();
    let rows = set::find::<Entity>(tx, tenant, Column::OrderId, ids).await?;
    rows.into_iter().map(reservation).collect()
}

pub async fn save(tx: &Tx, tenant: &TenantId, reservations: &[Reservation]) -> Result<(), StoreError> {
    let (new, known): (Vec<_>, Vec<_>) = reservations.iter().partition(|reservation| reservation.version == 0);
    let new = new.into_iter().map(|reservation| Model { version: 1, ..row(tenant, reservation) });
    set::insert::<Entity>(tx, new).await?;
    set::update::<Entity>(tx, known.into_iter().map(|reservation| row(tenant, reservation))).await?;
    Ok(())
}

fn row(tenant: &TenantId, reservation: &Reservation) -> Model {
    let holding = reservation.holding;
    Model {
        tenant: tenant.as_str().to_owned(),
        reservation_id: reservation.id.uuid(),
        order_id: reservation.order.uuid(),
        kind: match reservation.kind {
            ReservationKind::Attempt => 1,
            ReservationKind::Override => 2,
        },
        credit_account_id: holding.map(|holding| holding.account.uuid()),
        amount: holding.map(|holding| holding.amount.minor()),
        currency: holding.map(|holding| holding.amount.currency().code().to_owned()),
        valid_until: holding.map(|holding| holding.valid_until.micros()),
        state: match reservation.state {
            ReservationState::Refused => 1,
            ReservationState::Held => 2,
            ReservationState::Released => 3,
            ReservationState::Tombstone => 4,
        },
        requested_by: reservation.requested_by.as_ref().map(|principal| principal.as_str().to_owned()),
        version: reservation.version,
    }
}

fn reservation(row: Model) -> Result<Reservation, StoreError> {
    let holding = match (row.credit_account_id, row.amount, row.currency, row.valid_until) {
        (Some(account), Some(amount), Some(currency), Some(valid_until)) => Some(Holding {
            account: Id::from_uuid(account),
            amount: money(amount, &currency)?,
            valid_until: Instant::from_micros(valid_until),
        }),
        _ => None,
    };
    Ok(Reservation {
        id: Id::from_uuid(row.reservation_id),
        order: Id::from_uuid(row.order_id),
        kind: match row.kind {
            1 => ReservationKind::Attempt,
            2 => ReservationKind::Override,
            other => return Err(unreadable("kind of a reservation", other)),
        },
        holding,
        state: match row.state {
            1 => ReservationState::Refused,
            2 => ReservationState::Held,
            3 => ReservationState::Released,
            4 => ReservationState::Tombstone,
            other => return Err(unreadable("state of a reservation", other)),
        },
        requested_by: row.requested_by.as_deref().map(principal).transpose()?,
        version: row.version,
    })
}
