//! Facts between services: a command writes them to the outbox in its own transaction, a relay hands them to the bus,
//! and each subscriber takes them in together with their effect.
//!
//! Owns: the outbox and its heads, the relay and its lease, the bus, the inbox with its cursors, parked events and
//! dead letters, the search for lost tails, replay and pruning. What holds, whatever the bus does:
//!
//! - nothing is lost: the outbox is the system of record, and [`heads`] finds what the bus dropped;
//! - nothing happens twice: the cursor moves in the transaction of the effect;
//! - order is kept per aggregate of a producer, and only there;
//! - the result does not depend on how the facts were cut into sets.
//!
//! Deliberately absent: any rule of a service, any subscription to single event types (a consumer takes the whole
//! stream of a producer), and any buffer that waits for a batch to fill: a consumer that has just taken facts waits a moment
//! for company, by the clock, and not where somebody waits for it.

pub mod backlog;
mod bus;
mod consumer;
pub mod cursors;
pub mod dead_letters;
mod envelope;
mod error;
mod fact;
mod forgetting;
mod handler;
mod haste;
mod head;
pub mod heads;
pub mod health;
mod inbox;
mod lease;
mod outbox;
pub mod parked;
pub mod prune;
mod publish;
pub mod record;
mod relay;
pub mod replay;
mod standing;
mod storage;
mod tenure;
mod traces;
mod worker;

pub use bus::{
    Bus, Credentials, Delivered, JetStreamBus, JetStreamError, JetStreamOptions, LocalBus, NoteError, Replaced,
    Servers, Subscription, Tamper,
};
pub use consumer::{Consumer, MAX_TRIES};
pub use envelope::{Envelope, EnvelopeError};
pub use error::TakeError;
pub use fact::Fact;
pub use handler::{Handler, HandlerError, Received, Verdict, readable};
pub use haste::{Haste, Hurrying};
pub use head::Head;
pub use heads::{HeadSource, HeadSourceError, StoreHeads, Want};
pub use inbox::{TakeReport, take, take_due};
pub use lease::{Lease, free_leases};
pub use outbox::Outbox;
pub use publish::publish;
pub use relay::{Relay, RelayOptions};
pub use standing::{Behind, Standing, standing};
pub use storage::{MIGRATIONS, PRIVILEGES};
pub use worker::Worker;
