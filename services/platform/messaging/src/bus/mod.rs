//! What carries sets of facts from relays to consumers.
//!
//! There are two carriers: queues within a process, and NATS JetStream between processes. Whichever it is, it
//! subscribes a consumer to producers and delivers a set, and answers when the set is in good hands: in process when
//! each subscriber has dealt with it, over a broker when the broker has it on disk. A carrier may lose, double and
//! reorder whatever it likes; the inbox and the search for lost tails stand behind it.

#[cfg(feature = "failpoints")]
mod hostile;
mod jetstream;
mod local;
mod notebook;
mod notes;
mod subscription;

use std::{path::Path, sync::Arc};

use futures::future::BoxFuture;
use o2c_store::Store;
use tokio::sync::oneshot;

pub use jetstream::{Credentials, JetStreamBus, JetStreamError, JetStreamOptions, Servers};
pub use local::{LocalBus, Tamper};
pub use notes::NoteError;
pub use subscription::{Replaced, Subscription};

use crate::envelope::Envelope;
use jetstream::Repeated;

/// The carrier.
#[derive(Clone, Debug)]
pub enum Bus {
    /// In process: queues between tasks.
    Local(LocalBus),
    /// Between processes: a broker that keeps what was delivered.
    JetStream(JetStreamBus),
}

impl Bus {
    /// A bus within this process.
    pub fn local() -> Bus {
        Bus::Local(LocalBus::default())
    }

    /// A bus within this process that notes in a directory what was delivered last, for the next start.
    pub fn local_noting(directory: &Path) -> Bus {
        Bus::Local(LocalBus::noting(directory))
    }

    /// A bus within this process that delivers what `tamper` makes of each set: for tests of what stands behind it.
    pub fn tampered(tamper: Tamper) -> Bus {
        Bus::Local(LocalBus::tampered(tamper))
    }

    /// A bus over NATS JetStream. Refuses settings that cannot work and files that cannot be read; a broker that is
    /// not there is waited for in the background.
    pub async fn jetstream(options: JetStreamOptions) -> Result<Bus, JetStreamError> {
        JetStreamBus::connect(options).await.map(Bus::JetStream)
    }

    /// Subscribes a consumer to the whole streams of these producers. Subscribe before the relays start: within a
    /// process a set goes to whoever is subscribed when it is delivered. Processes that subscribe under one name share
    /// the work, by leases in the consumer's database.
    pub fn subscribe(&self, consumer: &'static str, producers: &[&'static str], store: &Store) -> Subscription {
        let subscription = match self {
            Bus::Local(bus) => bus.subscribe(consumer, producers),
            Bus::JetStream(bus) => bus.subscribe(consumer, producers, store),
        };
        #[cfg(feature = "failpoints")]
        let subscription = hostile::behind(consumer, subscription);
        subscription
    }

    /// Hands a set to every subscriber of a producer, each in the order of the calls. The first await queues it; the
    /// future that it answers with ends when the set is in good hands, false if it may not be.
    pub async fn deliver(&self, producer: &str, set: Arc<[Envelope]>) -> BoxFuture<'static, bool> {
        match self {
            Bus::Local(bus) => bus.deliver(producer, set).await,
            Bus::JetStream(bus) => bus.deliver(producer, set, Repeated::Dropped).await,
        }
    }

    /// The same for a set that was delivered before and is wanted again: a broker must not drop it as a double.
    pub async fn deliver_again(&self, producer: &str, set: Arc<[Envelope]>) -> BoxFuture<'static, bool> {
        match self {
            Bus::Local(bus) => bus.deliver(producer, set).await,
            Bus::JetStream(bus) => bus.deliver(producer, set, Repeated::DeliveredAgain).await,
        }
    }

    /// How many sets of these producers are in good hands and yet to be dealt with by a consumer. Within a process
    /// none: there they count as unpublished until then.
    pub async fn undelivered(&self, consumer: &str, producers: &[&str]) -> Result<u64, JetStreamError> {
        match self {
            Bus::Local(_) => Ok(0),
            Bus::JetStream(bus) => bus.undelivered(consumer, producers).await,
        }
    }
}

/// A set on its way to one subscriber.
#[derive(Debug)]
pub struct Delivered {
    pub set: Arc<[Envelope]>,
    answer: oneshot::Sender<Answer>,
    kept: bool,
}

/// What became of a delivered set; a set dropped without an answer comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Done,
    Failed,
}

impl Delivered {
    /// A set that the relay would have to read again.
    fn held_by_relay(set: Arc<[Envelope]>, answer: oneshot::Sender<Answer>) -> Delivered {
        Delivered { set, answer, kept: false }
    }

    /// A set that the carrier keeps for this subscriber alone.
    fn kept_by_carrier(set: Arc<[Envelope]>, answer: oneshot::Sender<Answer>) -> Delivered {
        Delivered { set, answer, kept: true }
    }

    /// Says that each fact of the set is committed, parked or dead-lettered. A set dropped without this comes again.
    pub fn done(self) {
        let _ = self.answer.send(Answer::Done);
    }

    /// Says that the set was not taken: it comes again later, and later each time.
    pub fn failed(self) {
        let _ = self.answer.send(Answer::Failed);
    }

    /// Whether a set that failed comes again without harm to others. Where the relay holds it, all subscribers would
    /// get it again, and everything after it would wait.
    pub fn is_kept(&self) -> bool {
        self.kept
    }
}
