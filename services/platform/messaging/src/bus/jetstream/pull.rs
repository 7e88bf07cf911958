//! Pulls one producer's messages of one group of partitions, in order, as long as the group is ours.

use std::{sync::Arc, time::Duration};

use async_nats::jetstream::{
    self, AckKind,
    consumer::{PullConsumer, pull::Batch},
};
use futures::{FutureExt as _, StreamExt as _};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::{
    JetStreamBus, custody, cut,
    error::{JetStreamError, told},
    streams,
};
use crate::bus::Delivered;

/// Messages of one producer and group that may be in our hands: enough to fill a set of the inbox with small ones.
pub(super) const SLOTS: u16 = 16;

/// How long one request waits at the broker.
const REQUEST: Duration = Duration::from_secs(10);

/// Waits before the next attempt where the broker refuses.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long a group that is given up waits for its sets to be taken. After that another process begins all the same.
const DRAIN: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct Puller {
    pub(super) bus: JetStreamBus,
    pub(super) consumer: &'static str,
    pub(super) producer: &'static str,
    pub(super) group: u16,
    /// Holds all slots of all pullers: sending to it never waits.
    pub(super) queue: mpsc::Sender<Delivered>,
    /// Rung when the broker does not have what it should.
    pub(super) missing: Arc<Notify>,
    pub(super) stop: CancellationToken,
}

impl Puller {
    /// Until stopped; then until what it has handed over is dealt with.
    pub(super) async fn run(self) {
        let slots = Arc::new(Semaphore::new(usize::from(SLOTS)));
        let mut wait = FIRST_PAUSE;
        while !self.stop.is_cancelled() {
            match self.pull(&slots).await {
                Ok(()) => wait = FIRST_PAUSE,
                Err(error) => {
                    let (consumer, producer) = (self.consumer, self.producer);
                    tracing::debug!(consumer, producer, error = told(&error), "nothing was pulled");
                    self.missing.notify_one();
                    tokio::select! {
                        () = self.stop.cancelled() => {}
                        () = tokio::time::sleep(wait) => {}
                    }
                    wait = wait.saturating_mul(2).min(LONGEST_PAUSE);
                }
            }
        }
        let _ = tokio::time::timeout(DRAIN, slots.acquire_many(u32::from(SLOTS))).await;
    }

    /// Until stopped, or until the connection is another: what was asked for on the former is forgotten.
    async fn pull(&self, slots: &Arc<Semaphore>) -> Result<(), JetStreamError> {
        let mut connections = self.bus.connections();
        connections.mark_unchanged();
        if !self.bus.is_connected() {
            tokio::select! {
                () = self.stop.cancelled() => {}
                _ = connections.changed() => {}
                () = tokio::time::sleep(LONGEST_PAUSE) => {}
            }
            return Ok(());
        }
        let (context, options) = (self.bus.context(), self.bus.options());
        let durable = streams::find_durable(context, options, self.producer, self.consumer, self.group).await?;
        loop {
            let free = tokio::select! {
                biased;
                () = self.stop.cancelled() => return Ok(()),
                free = free(slots) => free,
            };
            let batch = self.request(&durable, free.len()).await?;
            if !self.receive(batch, free, &mut connections).await? {
                return Ok(());
            }
        }
    }

    async fn request(&self, durable: &PullConsumer, messages: usize) -> Result<Batch, JetStreamError> {
        let batch = durable.batch().max_messages(messages).expires(REQUEST).messages().await;
        batch.map_err(JetStreamError::refused("messages"))
    }

    /// Hands over what comes, each with a slot; false where there is nothing more to expect.
    async fn receive(
        &self,
        mut batch: Batch,
        mut free: Vec<OwnedSemaphorePermit>,
        connections: &mut watch::Receiver<u64>,
    ) -> Result<bool, JetStreamError> {
        loop {
            tokio::select! {
                biased;
                () = self.stop.cancelled() => {
                    // what is here already would come again only when its time with us is over
                    while let (Some(Some(Ok(message))), Some(slot)) = (batch.next().now_or_never(), free.pop()) {
                        self.hand_over(message, slot).await;
                    }
                    return Ok(false);
                }
                message = batch.next() => match (message, free.pop()) {
                    (Some(Ok(message)), Some(slot)) => self.hand_over(message, slot).await,
                    (Some(Err(source)), _) => return Err(JetStreamError::Refused { asked: "messages", source }),
                    (None, _) | (_, None) => return Ok(true),
                },
                _ = connections.changed() => return Ok(false),
            }
        }
    }

    async fn hand_over(&self, message: jetstream::Message, slot: OwnedSemaphorePermit) {
        let deliveries = message.info().map_or(1, |info| info.delivered);
        let (message, acker) = message.split();
        match cut::read(self.producer, message.payload) {
            Ok(set) => {
                let (answer, answered) = oneshot::channel();
                tokio::spawn(custody::keep(acker, deliveries, self.bus.options().ack_wait, answered, slot));
                // where nobody receives any more, dropping the set gives it back
                let _ = self.queue.try_send(Delivered::kept_by_carrier(set, answer));
            }
            Err(error) => {
                // It would come again for ever. Where it should have been facts, the heads find them missing.
                tracing::error!(
                    consumer = self.consumer,
                    producer = self.producer,
                    error = told(&error),
                    "a message is no set of facts and is dropped"
                );
                custody::say(&acker, AckKind::Term).await;
            }
        }
    }
}

/// All slots that are free, at least one.
async fn free(slots: &Arc<Semaphore>) -> Vec<OwnedSemaphorePermit> {
    // the semaphore is never closed
    let mut free: Vec<OwnedSemaphorePermit> = Arc::clone(slots).acquire_owned().await.into_iter().collect();
    while let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
        free.push(slot);
    }
    free
}
