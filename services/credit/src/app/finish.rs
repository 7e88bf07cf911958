//! The end of every set: what has changed is written, what has happened is told.

use o2c_kernel::Call;
use o2c_store::Tx;

use crate::{domain::Desk, error::CreditError, events, service::Credit, storage};

pub(super) async fn finish(credit: &Credit, tx: &Tx, call: &Call, desk: Desk) -> Result<(), CreditError> {
    let changes = desk.into_changes();
    storage::save::save(tx, call.tenant(), &changes).await?;
    events::publish(tx, &credit.outbox, call, &changes.facts).await?;
    Ok(())
}
