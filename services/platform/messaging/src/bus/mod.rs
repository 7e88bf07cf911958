//! What carries sets of facts from relays to consumers.
//!
//! There is one carrier today, in process. The seam for the next (`jetstream`) is this enum: it subscribes a consumer
//! to producers and delivers a set, and answers when each subscriber has dealt with it. A carrier may lose, double and
//! reorder whatever it likes; the inbox and the search for lost tails stand behind it.

mod local;

use std::sync::Arc;

use futures::future::BoxFuture;

pub use local::{LocalBus, Tamper};

use crate::envelope::Envelope;

/// The carrier.
#[derive(Clone, Debug)]
pub enum Bus {
    /// In process: queues between tasks.
    Local(LocalBus),
}

impl Bus {
    /// A bus within this process.
    pub fn local() -> Bus {
        Bus::Local(LocalBus::default())
    }

    /// A bus within this process that delivers what `tamper` makes of each set: for tests of what stands behind it.
    pub fn tampered(tamper: Tamper) -> Bus {
        Bus::Local(LocalBus::tampered(tamper))
    }

    /// Subscribes a consumer to the whole streams of these producers. Subscribe before the relays start: a set goes to
    /// whoever is subscribed when it is delivered.
    pub fn subscribe(&self, consumer: &'static str, producers: &[&'static str]) -> Subscription {
        match self {
            Bus::Local(bus) => bus.subscribe(consumer, producers),
        }
    }

    /// Hands a set to every subscriber of a producer, each in the order of the calls. The first await queues it; the
    /// future that it answers with ends when each subscriber has dealt with the set, false if one has not.
    pub async fn deliver(&self, producer: &str, set: Arc<[Envelope]>) -> BoxFuture<'static, bool> {
        match self {
            Bus::Local(bus) => bus.deliver(producer, set).await,
        }
    }
}

/// A set on its way to one subscriber.
#[derive(Debug)]
pub struct Delivered {
    pub set: Arc<[Envelope]>,
    pub(crate) done: tokio::sync::oneshot::Sender<()>,
}

impl Delivered {
    /// Says that each fact of the set is committed, parked or dead-lettered. A set dropped without this comes again.
    pub fn done(self) {
        let _ = self.done.send(());
    }
}

/// The receiving end of a subscriber.
#[derive(Debug)]
pub struct Subscription {
    pub(crate) sets: tokio::sync::mpsc::Receiver<Delivered>,
}

impl Subscription {
    /// The next set; none when the bus is gone.
    pub async fn next(&mut self) -> Option<Delivered> {
        self.sets.recv().await
    }

    /// A further set that is there already.
    pub fn ready(&mut self) -> Option<Delivered> {
        self.sets.try_recv().ok()
    }
}
