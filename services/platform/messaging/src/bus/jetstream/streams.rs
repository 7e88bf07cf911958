//! What is made at the broker: a stream per producer, and for each consumer of it a durable per group of partitions.
//!
//! Whoever finds one missing makes it again. It may have been there before: then all that was in it is gone, and who
//! asked is told so.

use async_nats::jetstream::{
    self, Context,
    consumer::{self, AckPolicy, DeliverPolicy, PullConsumer, pull},
    context::GetStreamErrorKind,
    stream::{Config, ConsumerErrorKind, DiscardPolicy, RetentionPolicy, StorageType},
};

use super::{error::JetStreamError, options::JetStreamOptions, partition};

/// When a stream came into being, in nanoseconds since 1970. A stream of the same name and another birth has lost all
/// that the former had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Born(i128);

pub(super) fn stream_name(producer: &str) -> String {
    format!("o2c-{producer}")
}

pub(super) fn subject(producer: &str, partition: u16) -> String {
    format!("o2c.{producer}.{partition}")
}

/// The durable of a group. The number of groups belongs to the name: with another, partitions change hands.
pub(super) fn durable_name(consumer: &str, group: u16, groups: u16) -> String {
    format!("{consumer}-{group}-of-{groups}")
}

/// The stream of a producer, made where it is missing. Only its producer changes the bounds of one that is there:
/// while settings are rolled out, its consumers would change them back.
pub(super) async fn ensure_stream(
    context: &Context,
    options: &JetStreamOptions,
    producer: &str,
    as_producer: bool,
) -> Result<Born, JetStreamError> {
    let wanted = stream(options, producer);
    match context.get_stream(&wanted.name).await {
        Ok(found) => {
            let info = found.cached_info();
            let settings = with_bounds_of(&info.config, &wanted);
            if as_producer && settings != info.config {
                context.update_stream(&settings).await.map_err(JetStreamError::refused("other bounds of a stream"))?;
            }
            Ok(Born(info.created.unix_timestamp_nanos()))
        }
        Err(error) if is_missing(&error.kind()) => {
            let made = context.create_stream(wanted).await.map_err(JetStreamError::refused("a stream"))?;
            tracing::info!(producer, "the broker has a new stream");
            Ok(Born(made.cached_info().created.unix_timestamp_nanos()))
        }
        Err(error) => Err(JetStreamError::refused("a look at a stream")(error)),
    }
}

/// The durables of a consumer of a stream that is there. True where one was missing, or another: what the stream had for
/// it before is not delivered any more.
pub(super) async fn ensure_durables(
    context: &Context,
    options: &JetStreamOptions,
    producer: &str,
    consumer: &str,
) -> Result<bool, JetStreamError> {
    let mut made = false;
    for group in 0..options.groups {
        let wanted = durable(options, producer, consumer, group);
        match find_durable(context, options, producer, consumer, group).await {
            Ok(found) if same(&found.cached_info().config, &wanted) => continue,
            // with other filters: nothing was kept for it of what it did not ask for
            Ok(_) | Err(JetStreamError::NoConsumer { .. }) => create(context, producer, wanted).await?,
            Err(error) => return Err(error),
        }
        made = true;
    }
    Ok(made)
}

/// The durable of a group, as the broker has it.
pub(super) async fn find_durable(
    context: &Context,
    options: &JetStreamOptions,
    producer: &str,
    consumer: &str,
    group: u16,
) -> Result<PullConsumer, JetStreamError> {
    let stream = stream_name(producer);
    let name = durable_name(consumer, group, options.groups);
    context.get_consumer_from_stream(&name, &stream).await.map_err(|error| match error.kind() {
        ConsumerErrorKind::JetStream(told) if told.error_code() == jetstream::ErrorCode::STREAM_NOT_FOUND => {
            JetStreamError::NoStream(stream)
        }
        ConsumerErrorKind::JetStream(told) if told.error_code() == jetstream::ErrorCode::CONSUMER_NOT_FOUND => {
            JetStreamError::NoConsumer { stream, consumer: name }
        }
        _ => JetStreamError::refused("a look at a consumer")(error),
    })
}

fn same(found: &consumer::Config, wanted: &pull::Config) -> bool {
    found.filter_subjects == wanted.filter_subjects
        && found.ack_wait == wanted.ack_wait
        && found.max_ack_pending == wanted.max_ack_pending
        && found.inactive_threshold == wanted.inactive_threshold
}

/// Makes it, or gives it these settings.
async fn create(context: &Context, producer: &str, wanted: pull::Config) -> Result<(), JetStreamError> {
    let made = context.create_consumer_on_stream(wanted, stream_name(producer)).await;
    made.map(|_| ()).map_err(JetStreamError::refused("a consumer"))
}

pub(super) fn is_missing(kind: &GetStreamErrorKind) -> bool {
    matches!(kind, GetStreamErrorKind::JetStream(error) if error.error_code() == jetstream::ErrorCode::STREAM_NOT_FOUND)
}

fn stream(options: &JetStreamOptions, producer: &str) -> Config {
    Config {
        name: stream_name(producer),
        subjects: vec![format!("o2c.{producer}.*")],
        // gone once each consumer has acknowledged it: a stream that is full is one whose consumers are behind
        retention: RetentionPolicy::Interest,
        // the other policy makes room by dropping what nobody has taken yet
        discard: DiscardPolicy::New,
        storage: StorageType::File,
        deny_delete: true,
        deny_purge: true,
        num_replicas: options.replicas,
        max_bytes: options.max_bytes,
        max_age: options.max_age,
        max_message_size: options.max_message_bytes,
        duplicate_window: options.duplicate_window,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_consumers: -1,
        ..Config::default()
    }
}

/// A stream's settings with the bounds that are wanted; what cannot be changed, or is none of ours, stays.
fn with_bounds_of(found: &Config, wanted: &Config) -> Config {
    Config {
        num_replicas: wanted.num_replicas,
        max_bytes: wanted.max_bytes,
        max_age: wanted.max_age,
        max_message_size: wanted.max_message_size,
        duplicate_window: wanted.duplicate_window,
        ..found.clone()
    }
}

fn durable(options: &JetStreamOptions, producer: &str, consumer: &str, group: u16) -> pull::Config {
    let partitions = partition::of_group(group, options.groups, options.partitions);
    pull::Config {
        durable_name: Some(durable_name(consumer, group, options.groups)),
        filter_subjects: partitions.map(|partition| subject(producer, partition)).collect(),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::Explicit,
        ack_wait: options.ack_wait,
        max_ack_pending: options.max_ack_pending,
        // Delivered until it is taken. What can never be taken is a dead letter of the inbox, and acknowledged.
        max_deliver: -1,
        // A consumer that is gone for good would keep its messages for ever; one that comes back finds by the heads
        // what it has missed.
        inactive_threshold: options.max_age,
        ..pull::Config::default()
    }
}
