//! The note of what was delivered last: a stream beside those of the facts, with one small message for each producer. The
//! streams of facts cannot say it: what every consumer has acknowledged is gone from them.

use async_nats::jetstream::{
    Context,
    context::PublishErrorKind,
    stream::{Config, DiscardPolicy, LastRawMessageErrorKind, RetentionPolicy, StorageType},
};

use super::{JetStreamBus, error::JetStreamError, options::JetStreamOptions, streams};
use crate::head::Head;

const STREAM: &str = "o2c-last-delivered";

/// Room for every producer that there may ever be.
const MAX_BYTES: i64 = 1 << 20;
const MAX_MESSAGE_BYTES: i32 = 4 << 10;

fn subject(producer: &str) -> String {
    format!("{STREAM}.{producer}")
}

impl JetStreamBus {
    /// Replaces a producer's note. The stream is made where it is missing: then the broker is new.
    pub(in crate::bus) async fn note(&self, producer: &str, head: &Head) -> Result<(), JetStreamError> {
        if !self.is_connected() {
            return Err(JetStreamError::Disconnected);
        }
        for made in [false, true] {
            let sent = self.context().publish(subject(producer), head.encode().into()).await;
            match sent.map_err(JetStreamError::refused("to be sent a note"))?.await {
                Ok(_) => return Ok(()),
                Err(error) if error.kind() == PublishErrorKind::StreamNotFound && !made => {
                    make(self.context(), self.options()).await?;
                }
                Err(error) => return Err(JetStreamError::refused("a note")(error)),
            }
        }
        Err(JetStreamError::NoStream(STREAM.to_owned()))
    }

    /// A producer's note. Waits for the first connection, as long as an answer may take.
    pub(in crate::bus) async fn noted(&self, producer: &str) -> Result<Option<Vec<u8>>, JetStreamError> {
        let mut connections = self.connections();
        let connected = tokio::time::timeout(self.options().answer_timeout, connections.wait_for(|count| *count > 0));
        if !matches!(connected.await, Ok(Ok(_))) || !self.is_connected() {
            return Err(JetStreamError::Disconnected);
        }
        let stream = match self.context().get_stream(STREAM).await {
            Ok(stream) => stream,
            Err(error) if streams::is_missing(&error.kind()) => return Ok(None),
            Err(error) => return Err(JetStreamError::refused("a look at the notes")(error)),
        };
        match stream.get_last_raw_message_by_subject(&subject(producer)).await {
            Ok(note) => Ok(Some(note.payload.to_vec())),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(JetStreamError::refused("a look at a note")(error)),
        }
    }
}

async fn make(context: &Context, options: &JetStreamOptions) -> Result<(), JetStreamError> {
    let wanted = Config {
        name: STREAM.to_owned(),
        subjects: vec![subject("*")],
        retention: RetentionPolicy::Limits,
        // the note before makes room
        discard: DiscardPolicy::Old,
        max_messages_per_subject: 1,
        max_bytes: MAX_BYTES,
        max_message_size: MAX_MESSAGE_BYTES,
        storage: StorageType::File,
        num_replicas: options.replicas,
        ..Config::default()
    };
    context.get_or_create_stream(wanted).await.map(|_| ()).map_err(JetStreamError::refused("a stream of notes"))
}
