//! From what was loaded to what is written.

use o2c_kernel::{Call, Zone};
use o2c_store::Tx;

use crate::{
    Receivables,
    domain::{Desk, Loaded, Moment, ReceiptId},
    error::ReceivablesError,
    events, storage,
};

impl Receivables {
    /// A desk for a call, at the call's own moment.
    pub(super) fn desk(&self, call: &Call, loaded: Loaded) -> Desk {
        let moment = Moment { now: call.now(), today: call.today(), by: call.actor() };
        Desk::new(moment, self.tolerances.clone(), loaded)
    }

    pub(super) fn day_of(&self, instant: o2c_kernel::Instant) -> o2c_kernel::Date {
        Zone::date_of(&self.zone, instant)
    }

    /// Writes what the desk has changed, and tells the others.
    pub(super) async fn finish(
        &self,
        tx: &Tx,
        call: &Call,
        desk: Desk,
        claims: Vec<ReceiptId>,
    ) -> Result<(), ReceivablesError> {
        let changes = desk.into_changes();
        storage::save(tx, call.tenant(), &changes, claims).await?;
        events::publish(tx, &self.outbox, call, &changes.facts).await?;
        Ok(())
    }
}
