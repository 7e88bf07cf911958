//! The bus over NATS JetStream: between processes, and durable.
//!
//! A stream per producer, its subjects by partition of the aggregate; a message carries a set of facts of one partition.
//! For each consumer and producer there is a durable per group of partitions, worked by the process that holds the
//! group's lease in the consumer's database. Streams and durables are made by whoever finds them missing.
//!
//! The broker may lose, double and reorder what it likes. That facts come in order here is speed, not truth: the inbox
//! parks what comes too early and drops what comes twice, and the heads find what does not come.
//!
//! Deliberately absent: administration of the broker, and any state of ours in it that the outboxes could not replace.

mod connect;
mod custody;
mod cut;
mod error;
mod groups;
mod keeper;
mod known;
mod note;
mod options;
mod partition;
mod publish;
mod pull;
mod share;
mod streams;
mod subscribe;

use std::{fmt, sync::Arc};

use async_nats::{
    connection::State,
    jetstream::{Context, context::ContextBuilder},
};
use futures::future::try_join_all;
use tokio::sync::watch;

pub use error::JetStreamError;
pub use options::{Credentials, JetStreamOptions, Servers};
pub(super) use publish::Repeated;

use known::Known;

/// A broker. Cheap to clone.
#[derive(Clone)]
pub struct JetStreamBus(Arc<Inner>);

struct Inner {
    context: Context,
    options: JetStreamOptions,
    /// Counts connections.
    connections: watch::Receiver<u64>,
    /// Streams that we have made sure of as their producer.
    streams: Known,
}

impl JetStreamBus {
    /// Returns at once: the connection is made in the background, as often as it takes.
    pub(super) async fn connect(options: JetStreamOptions) -> Result<JetStreamBus, JetStreamError> {
        options.validate()?;
        let (count, connections) = watch::channel(0);
        let client = connect::connect(&options, count).await?;
        let context = ContextBuilder::new().timeout(options.answer_timeout).build(client);
        Ok(JetStreamBus(Arc::new(Inner { context, options, connections, streams: Known::default() })))
    }

    /// How many sets the broker still has for a consumer: not delivered, or not acknowledged.
    pub(super) async fn undelivered(&self, consumer: &str, producers: &[&str]) -> Result<u64, JetStreamError> {
        let groups =
            producers.iter().flat_map(|producer| (0..self.options().groups).map(move |group| (*producer, group)));
        let counts = groups.map(async |(producer, group)| {
            let durable = streams::find_durable(self.context(), self.options(), producer, consumer, group).await?;
            let info = durable.cached_info();
            Ok::<u64, JetStreamError>(
                info.num_pending.saturating_add(u64::try_from(info.num_ack_pending).unwrap_or(u64::MAX)),
            )
        });
        Ok(try_join_all(counts).await?.into_iter().fold(0, u64::saturating_add))
    }

    fn context(&self) -> &Context {
        &self.0.context
    }

    fn options(&self) -> &JetStreamOptions {
        &self.0.options
    }

    fn streams(&self) -> &Known {
        &self.0.streams
    }

    fn is_connected(&self) -> bool {
        self.context().client().connection_state() == State::Connected
    }

    fn connections(&self) -> watch::Receiver<u64> {
        self.0.connections.clone()
    }
}

impl fmt::Debug for JetStreamBus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("JetStreamBus").field("options", self.options()).finish_non_exhaustive()
    }
}
