//! The handle by which a service publishes and its relay is woken.

use std::{sync::Arc, time::Duration};

use o2c_kernel::{Deadline, machine_now, new_uuid};
use o2c_store::{Store, StoreError};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::storage;

const OPENING: Duration = Duration::from_secs(30);

/// The outbox of one service. Open it once: the relay wakes by the handle that was published with.
#[derive(Clone, Debug)]
pub struct Outbox {
    producer: Arc<str>,
    incarnation: Uuid,
    behind: bool,
    committed: Arc<Notify>,
    found_behind: CancellationToken,
}

impl Outbox {
    /// Reads the incarnation of the service's database, or gives it one at its first start.
    pub async fn open(store: &Store) -> Result<Outbox, StoreError> {
        let tx = store.begin_write(Deadline::after(OPENING)).await?;
        let incarnation = storage::incarnation::ensure(&tx, new_uuid(), machine_now()).await?;
        let behind = !storage::record::behind(&tx, None, 1).await?.is_empty();
        tx.commit().await?;
        Ok(Outbox {
            producer: Arc::from(store.service()),
            incarnation,
            behind,
            committed: Arc::default(),
            found_behind: CancellationToken::new(),
        })
    }

    /// The service that states the facts.
    pub fn producer(&self) -> &Arc<str> {
        &self.producer
    }

    /// Names the database; another after it was restored and has taken back what it had stated since.
    pub fn incarnation(&self) -> Uuid {
        self.incarnation
    }

    /// Whether the database was restored and had, when it was opened, documents that are behind what is on record of them.
    /// They come no more while it is open: only then the record need be asked.
    pub fn is_behind(&self) -> bool {
        self.behind
    }

    /// Cancelled as soon as the database turns out to have been put back without being recovered: its service has to end.
    pub fn found_behind(&self) -> &CancellationToken {
        &self.found_behind
    }

    /// Rung after each commit that published something.
    pub(crate) fn committed(&self) -> &Arc<Notify> {
        &self.committed
    }
}
