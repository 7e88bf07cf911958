//! A task that runs until it is told to stop, and then finishes what it has in hand.

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The handle of a running relay or consumer. Dropping it does not stop the task; its token does.
#[derive(Debug)]
pub struct Worker {
    name: String,
    token: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    pub(crate) fn new(name: String, token: CancellationToken, task: JoinHandle<()>) -> Worker {
        Worker { name, token, task }
    }

    /// Stops the task after the set in hand.
    pub async fn shutdown(self) {
        self.token.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(worker = self.name, %error, "a worker did not end by itself");
        }
    }

    /// Ends the task where it stands, as a crash would.
    pub async fn abort(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}
