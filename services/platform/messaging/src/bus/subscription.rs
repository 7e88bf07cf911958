//! The receiving end of a subscriber.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{Notify, mpsc};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use super::Delivered;

/// How long a subscriber that ends may take to say so.
const CLOSING: Duration = Duration::from_secs(5);

/// Where a subscriber finds its sets.
#[derive(Debug)]
pub struct Subscription {
    pub(super) sets: mpsc::Receiver<Delivered>,
    pub(super) replaced: Replaced,
    /// What fills the queue, where that is not the sender himself. Dropped with the subscription, it ends as in a
    /// crash.
    pub(super) attendant: Option<Attendant>,
    /// What stands between the sender and us in a run that wants a hostile bus.
    #[cfg(feature = "failpoints")]
    pub(super) _disturbing: Option<AbortOnDropHandle<()>>,
}

#[derive(Debug)]
pub(super) struct Attendant {
    pub(super) stop: CancellationToken,
    pub(super) task: AbortOnDropHandle<()>,
}

impl Subscription {
    pub(super) fn new(sets: mpsc::Receiver<Delivered>, replaced: Replaced, attendant: Option<Attendant>) -> Self {
        Self {
            sets,
            replaced,
            attendant,
            #[cfg(feature = "failpoints")]
            _disturbing: None,
        }
    }

    /// The next set; none when the bus is gone.
    pub async fn next(&mut self) -> Option<Delivered> {
        self.sets.recv().await
    }

    /// Whose streams were replaced.
    pub fn replaced(&self) -> Replaced {
        self.replaced.clone()
    }

    /// Gives back what has been delivered and not taken, and what another process could take in our place.
    pub async fn close(self) {
        let Subscription { sets, attendant, .. } = self;
        drop(sets);
        let Some(attendant) = attendant else { return };
        attendant.stop.cancel();
        let _ = tokio::time::timeout(CLOSING, attendant.task).await;
    }
}

/// Producers whose streams lost what was in them: what they had for the subscriber is to be found by their heads.
#[derive(Debug, Clone, Default)]
pub struct Replaced(Arc<Told>);

#[derive(Debug, Default)]
struct Told {
    producers: Mutex<BTreeSet<String>>,
    rung: Notify,
}

impl Replaced {
    pub(super) fn tell(&self, producer: &str) {
        self.0.producers.lock().unwrap_or_else(PoisonError::into_inner).insert(producer.to_owned());
        self.0.rung.notify_one();
    }

    /// Until there is somebody to be compared with; each is named once.
    pub async fn next(&self) -> BTreeSet<String> {
        loop {
            let producers = std::mem::take(&mut *self.0.producers.lock().unwrap_or_else(PoisonError::into_inner));
            if !producers.is_empty() {
                return producers;
            }
            self.0.rung.notified().await;
        }
    }
}
