//! What keeps the audit trails of a process: for each service who writes down what is refused, and who seals.

use std::sync::{Arc, Mutex, PoisonError};

use o2c_audit_trail::{Attestation, RefusalLog, Sealer};
use o2c_store::Store;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Running tasks. Dropping it stops nothing: call [`Trails::shutdown`].
#[derive(Default)]
pub(crate) struct Trails {
    refusals: Group,
    sealers: Group,
}

#[derive(Default)]
struct Group {
    stop: CancellationToken,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Trails {
    /// Who writes down what a service refuses.
    pub(crate) fn refusals(&self, store: &Store) -> Arc<RefusalLog> {
        let (log, task) = RefusalLog::spawn(store.clone(), self.refusals.stop.clone());
        self.refusals.push(task);
        log
    }

    /// Seals what a service writes down.
    pub(crate) fn seal(&self, store: &Store, attestation: Option<&Attestation>) {
        self.sealers.push(Sealer::spawn(store.clone(), attestation.cloned(), self.sealers.stop.clone()));
    }

    /// Ends them when all that was to be written down is: what is written last is sealed, too.
    pub(crate) async fn shutdown(&self) {
        self.refusals.shutdown().await;
        self.sealers.shutdown().await;
    }
}

impl Group {
    fn push(&self, task: JoinHandle<()>) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(task);
    }

    async fn shutdown(&self) {
        self.stop.cancel();
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a writer of the audit trail did not end by itself");
            }
        }
    }
}
