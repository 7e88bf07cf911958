//! What a relay has told last, and whether its database still knows it: one that is put back under a running process (a
//! failover to a standby without the last seconds) would give numbers out a second time.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_store::{Store, StoreError};
use uuid::Uuid;

use super::STATEMENT_DEADLINE;
use crate::{
    envelope::Envelope,
    head::Head,
    standing::Behind,
    storage::{outbox as rows, record},
};

/// Between two questions: each is one row by its key, before a set is handed over or marked.
const PAUSE: Duration = Duration::from_secs(1);

/// The fact that was handed over last.
#[derive(Debug, Default)]
pub(super) struct Told {
    last: Option<(i64, Uuid, Head)>,
    /// Not asked again before this.
    pause: Option<Deadline>,
}

impl Told {
    /// These were handed over, each from its position.
    pub(super) fn add(&mut self, set: &[(i64, Envelope)]) {
        if let Some((position, fact)) = set.last() {
            self.last = Some((*position, fact.event_id, Head::with(fact)));
        }
    }

    /// What of it the database does not know any more. It was read from there, so it had been committed.
    pub(super) async fn missing(&mut self, store: &Store, producer: &str) -> Result<Option<Behind>, StoreError> {
        let Some((position, event, head)) = &self.last else { return Ok(None) };
        if self.pause.is_some_and(|until| !until.expired()) {
            return Ok(None);
        }
        self.pause = Some(Deadline::after(PAUSE));
        let soon = || Deadline::after(STATEMENT_DEADLINE);
        let found = store.look(soon(), async |tx| rows::event_at(tx, *position).await).await?;
        let known = match found {
            Some(found) => found == *event,
            // old rows are let go of, heads never
            None => {
                let (tenant, id) = (head.tenant.as_str(), head.aggregate_id);
                let last = store.look(soon(), async |tx| record::last_of(tx, tenant, &[id]).await).await?;
                last.get(&id).is_some_and(|last| *last >= head.last_sequence)
            }
        };
        Ok((!known).then(|| Behind { producer: producer.to_owned(), delivered: head.clone() }))
    }
}
