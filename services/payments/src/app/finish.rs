//! The end of every set: what has changed is written, what has happened is told, what was decided is sent.

use o2c_kernel::Call;
use o2c_store::Tx;

use crate::{
    domain::Desk,
    error::PaymentsError,
    events,
    sagas::{self, ApplyCash},
    service::Payments,
    storage,
};

pub(super) async fn finish(payments: &Payments, tx: &Tx, call: &Call, desk: Desk) -> Result<(), PaymentsError> {
    let mut changes = desk.into_changes();
    storage::save::save(tx, call.tenant(), &mut changes).await?;
    events::publish(tx, &payments.outbox, call, &changes.facts).await?;
    o2c_saga::start::<ApplyCash>(tx, &payments.sagas, call, sagas::apply_orders(changes.orders)).await?;
    Ok(())
}
