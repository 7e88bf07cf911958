//! Lets go of what is too old.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::service::Webhooks;

const EVERY: Duration = Duration::from_secs(60);

/// Works until it is told to stop.
pub(crate) async fn keep(webhooks: Arc<Webhooks>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = webhooks.let_go().await {
            tracing::warn!(error, "old webhooks cannot be deleted now");
        }
    }
}
