//! Sees to it that what a consumer needs is at the broker, and says so when it is not what it was.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{
    JetStreamBus,
    error::{JetStreamError, told},
    streams::{self, Born},
};
use crate::bus::Replaced;

/// How often it looks by itself.
const ROUNDS: Duration = Duration::from_secs(60);

/// How soon it looks again after the broker refused.
const AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Keeper {
    pub(super) bus: JetStreamBus,
    pub(super) consumer: &'static str,
    pub(super) producers: Vec<&'static str>,
    /// Rung by who found something missing.
    pub(super) missing: Arc<Notify>,
    pub(super) replaced: Replaced,
    pub(super) stop: CancellationToken,
}

impl Keeper {
    /// Looks at the start, after each connection, when something is missing, and every minute.
    pub(super) async fn run(self) {
        let mut connections = self.bus.connections();
        let mut known: BTreeMap<&'static str, Born> = BTreeMap::new();
        loop {
            connections.mark_unchanged();
            let kept = tokio::select! {
                () = self.stop.cancelled() => return,
                kept = self.keep(&mut known) => kept,
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                Ok(()) = connections.changed() => {}
                () = self.missing.notified(), if kept => {}
                () = tokio::time::sleep(if kept { ROUNDS } else { AGAIN }) => {}
            }
        }
    }

    /// False where the broker did not answer for all producers.
    async fn keep(&self, known: &mut BTreeMap<&'static str, Born>) -> bool {
        let mut kept = self.bus.is_connected();
        if !kept {
            return false;
        }
        for producer in &self.producers {
            match self.keep_one(producer, known.get(producer).copied()).await {
                Ok(born) => {
                    known.insert(producer, born);
                }
                Err(error) => {
                    let consumer = self.consumer;
                    tracing::warn!(consumer, producer, error = told(&error), "the broker is not ready for a consumer");
                    kept = false;
                }
            }
        }
        kept
    }

    async fn keep_one(&self, producer: &str, known: Option<Born>) -> Result<Born, JetStreamError> {
        let (context, options) = (self.bus.context(), self.bus.options());
        let born = streams::ensure_stream(context, options, producer, false).await?;
        let made = streams::ensure_durables(context, options, producer, self.consumer).await?;
        if made || known.is_some_and(|known| known != born) {
            // after all of it is there: from here on nothing is lost, and what was lost before is in the heads
            tracing::info!(consumer = self.consumer, producer, "the broker begins anew for a consumer");
            self.replaced.tell(producer);
        }
        Ok(born)
    }
}
