//! Orders give credit back: the undo of a reservation.

use o2c_kernel::{Call, PerItem, Set, TenantId};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{Desk, Given, OrderId, Reservation, ReservationId},
    error::CreditError,
    service::Credit,
    storage::{accounts, documents, reservations},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GiveBack {
    pub reservation: ReservationId,
    pub order: OrderId,
}

/// Gives each attempt back; one that has not arrived leaves a tombstone.
pub async fn release_credit(
    credit: &Credit,
    call: &Call,
    set: Set<GiveBack, Given>,
) -> Result<PerItem<Given, CreditError>, CreditError> {
    credit
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<GiveBack, Given, CreditError>| {
            let (now, tenant) = (call.now(), call.tenant());
            let ids: Vec<ReservationId> = claimed.pending().map(|item| item.reservation).collect();
            let mut desk = load(tx, tenant, &ids).await?;
            for item in claimed.items_mut() {
                let GiveBack { reservation, order } = *item.command();
                item.decide(desk.release(reservation, order, now).map_err(CreditError::from));
            }
            finish(credit, tx, call, desk).await
        })
        .await
}

/// Which accounts to lock only the reservations tell; under the lock they are read once more, as they may have changed
/// while we waited for it.
pub(super) async fn load(tx: &Tx, tenant: &TenantId, ids: &[ReservationId]) -> Result<Desk, CreditError> {
    let seen = reservations::find(tx, tenant, ids.iter().copied()).await?;
    let held = seen.iter().filter_map(Reservation::held).map(|holding| holding.account);
    let locked = accounts::lock(tx, tenant, held).await?;
    let known = if locked.is_empty() { seen } else { reservations::find(tx, tenant, ids.iter().copied()).await? };
    let orders = known.iter().map(|reservation| reservation.order.uuid());
    let documents = documents::find(tx, tenant, orders).await?;
    Ok(Desk::default().with_accounts(locked).with_reservations(known).with_documents(documents))
}
