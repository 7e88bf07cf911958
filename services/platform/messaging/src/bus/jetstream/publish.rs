//! The sending end: from a set of the relay to acknowledged messages.

use std::sync::Arc;

use async_nats::{
    HeaderMap,
    header::{NATS_EXPECTED_STREAM, NATS_MESSAGE_ID},
    jetstream::context::{PublishAckFuture, PublishErrorKind},
};
use futures::future::{BoxFuture, FutureExt as _, join_all, ready};

use super::{
    JetStreamBus,
    cut::{HEADER_BYTES, Message, cut},
    error::{JetStreamError, told},
    streams,
};
use crate::envelope::Envelope;

/// Whether the broker may drop a message that it has had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::bus) enum Repeated {
    Dropped,
    /// Somebody asks for what was delivered before, and has lost it.
    DeliveredAgain,
}

impl JetStreamBus {
    /// Sends a set. The future ends when the broker has it on disk, false where it may not have all of it.
    pub(in crate::bus) async fn deliver(
        &self,
        producer: &str,
        set: Arc<[Envelope]>,
        repeated: Repeated,
    ) -> BoxFuture<'static, bool> {
        // Bounded as a whole: whoever hands over holds a lease, and must be able to stop.
        let sending = tokio::time::timeout(self.options().answer_timeout, self.send(producer, &set, repeated));
        match sending.await.unwrap_or(Err(JetStreamError::TimedOut)) {
            Ok(sent) => self.clone().acknowledged(Arc::from(producer), sent).boxed(),
            Err(JetStreamError::Disconnected) => ready(false).boxed(),
            Err(error) => {
                tracing::warn!(producer, error = told(&error), "a set was not sent");
                ready(false).boxed()
            }
        }
    }

    /// Puts the messages on their way, in order.
    async fn send(
        &self,
        producer: &str,
        set: &[Envelope],
        repeated: Repeated,
    ) -> Result<Vec<PublishAckFuture>, JetStreamError> {
        // While there is no connection messages would pile up in the client, and be sent long after they were given up.
        if !self.is_connected() {
            return Err(JetStreamError::Disconnected);
        }
        if !self.streams().contains(producer) {
            streams::ensure_stream(self.context(), self.options(), producer, true).await?;
            self.streams().insert(producer);
        }
        let mut sent = Vec::new();
        for message in cut(set, self.options().partitions) {
            if message.payload.len() + HEADER_BYTES > self.largest() {
                // It would be refused each time, and hold up all that comes after it. Its consumers find it missing.
                tracing::error!(producer, bytes = message.payload.len(), "a fact is too large for the broker");
                continue;
            }
            sent.push(self.publish(producer, message, repeated).await?);
        }
        Ok(sent)
    }

    async fn publish(
        &self,
        producer: &str,
        message: Message,
        repeated: Repeated,
    ) -> Result<PublishAckFuture, JetStreamError> {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_EXPECTED_STREAM, streams::stream_name(producer));
        if repeated == Repeated::Dropped {
            headers.insert(NATS_MESSAGE_ID, message.id.to_string());
        }
        let subject = streams::subject(producer, message.partition);
        let sent = self.context().publish_with_headers(subject, headers, message.payload).await;
        sent.map_err(JetStreamError::refused("to be sent a message"))
    }

    async fn acknowledged(self, producer: Arc<str>, sent: Vec<PublishAckFuture>) -> bool {
        let mut complete = true;
        for answer in join_all(sent.into_iter().map(IntoFuture::into_future)).await {
            let Err(error) = answer else { continue };
            complete = false;
            if error.kind() == PublishErrorKind::StreamNotFound {
                // made again before the next set is sent
                self.streams().remove(&producer);
            }
            tracing::warn!(%producer, error = told(&error), "a set was not acknowledged");
        }
        complete
    }

    /// The largest message that the stream and the server take.
    fn largest(&self) -> usize {
        let of_stream = usize::try_from(self.options().max_message_bytes).unwrap_or_default();
        of_stream.min(self.context().client().max_payload())
    }
}
