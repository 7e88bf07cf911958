//! The bus within a process: a bounded queue per subscriber, so that a slow one delays only the marking.

use std::{
    fmt,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use futures::future::{BoxFuture, FutureExt as _, join_all};
use tokio::sync::{mpsc, oneshot};

use super::{Answer, Delivered, Replaced, Subscription, notebook::Notebook};
use crate::envelope::Envelope;

/// Sets that may wait for one subscriber, per producer: as many as a relay has in flight.
pub(crate) const QUEUED_SETS: usize = 4;

/// Makes of each set the sets that are delivered in its place.
pub type Tamper = Arc<dyn Fn(&[Envelope]) -> Vec<Vec<Envelope>> + Send + Sync>;

#[derive(Debug, Clone)]
struct Subscriber {
    consumer: &'static str,
    producers: Vec<&'static str>,
    queue: mpsc::Sender<Delivered>,
}

/// Queues between the tasks of one process.
#[derive(Clone, Default)]
pub struct LocalBus {
    subscribers: Arc<RwLock<Vec<Subscriber>>>,
    tamper: Option<Tamper>,
    notebook: Option<Notebook>,
}

impl LocalBus {
    pub(super) fn tampered(tamper: Tamper) -> LocalBus {
        LocalBus { tamper: Some(tamper), ..LocalBus::default() }
    }

    pub(super) fn noting(directory: &Path) -> LocalBus {
        LocalBus { notebook: Some(Notebook::at(directory)), ..LocalBus::default() }
    }

    pub(super) fn notebook(&self) -> Option<&Notebook> {
        self.notebook.as_ref()
    }

    /// A consumer that subscribes again takes the place of its former self.
    pub(super) fn subscribe(&self, consumer: &'static str, producers: &[&'static str]) -> Subscription {
        let (queue, sets) = mpsc::channel(QUEUED_SETS * producers.len().max(1));
        let mut subscribers = self.subscribers.write().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| subscriber.consumer != consumer || subscriber.producers != producers);
        subscribers.push(Subscriber { consumer, producers: producers.to_vec(), queue });
        Subscription::new(sets, Replaced::default(), None)
    }

    pub(super) async fn deliver(&self, producer: &str, set: Arc<[Envelope]>) -> BoxFuture<'static, bool> {
        let mut awaited = Vec::new();
        for set in self.sets(set) {
            for subscriber in self.subscribers_of(producer) {
                let (answer, dealt_with) = oneshot::channel();
                // A subscriber that is gone has not dealt with the set: it stays unpublished until somebody is there
                // under its name again, or the process ends.
                if subscriber.queue.send(Delivered::held_by_relay(Arc::clone(&set), answer)).await.is_err() {
                    tracing::debug!(consumer = subscriber.consumer, producer, "a subscriber is gone");
                }
                awaited.push(dealt_with);
            }
        }
        join_all(awaited).map(|answers| answers.iter().all(|answer| *answer == Ok(Answer::Done))).boxed()
    }

    fn sets(&self, set: Arc<[Envelope]>) -> Vec<Arc<[Envelope]>> {
        match &self.tamper {
            None => vec![set],
            Some(tamper) => tamper(&set).into_iter().filter(|set| !set.is_empty()).map(Arc::from).collect(),
        }
    }

    fn subscribers_of(&self, producer: &str) -> Vec<Subscriber> {
        let subscribers = self.subscribers.read().unwrap_or_else(PoisonError::into_inner);
        subscribers.iter().filter(|subscriber| subscriber.producers.contains(&producer)).cloned().collect()
    }
}

impl fmt::Debug for LocalBus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LocalBus").field("tampered", &self.tamper.is_some()).finish_non_exhaustive()
    }
}
