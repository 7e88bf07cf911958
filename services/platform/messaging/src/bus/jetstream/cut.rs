//! Cutting a set into the messages that carry it, and reading it out of one.

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use o2c_proto::common::v1::{EventEnvelope, EventSet};
use prost::{Message as _, length_delimiter_len};
use uuid::Uuid;

use super::partition;
use crate::envelope::{Envelope, EnvelopeError};

/// The largest message that several facts share.
pub(super) const MESSAGE_BYTES: usize = 256 * 1024;

/// What a message's headers take at most.
pub(super) const HEADER_BYTES: usize = 1024;

/// Facts of one partition, encoded.
#[derive(Debug, PartialEq)]
pub(super) struct Message {
    pub(super) partition: u16,
    /// The same for the same facts in the same order, and for no others: the broker drops what it has already. Of all
    /// of them and not of the first and the last: a fact that was committed late may lie between the two.
    pub(super) id: Uuid,
    pub(super) payload: Bytes,
}

/// The messages of a set: per partition, the facts in the order given.
pub(super) fn cut(set: &[Envelope], partitions: u16) -> Vec<Message> {
    let mut open: BTreeMap<u16, Open> = BTreeMap::new();
    let mut messages = Vec::new();
    for envelope in set {
        let partition = partition::of(envelope.aggregate_id, partitions);
        let event = envelope.to_proto();
        let bytes = field_len(&event);
        let gathered = open.entry(partition).or_default();
        if !gathered.events.is_empty() && gathered.bytes + bytes > MESSAGE_BYTES {
            messages.push(std::mem::take(gathered).close(partition));
        }
        gathered.bytes += bytes;
        gathered.incarnation.get_or_insert(envelope.incarnation);
        gathered.ids.extend_from_slice(envelope.event_id.as_bytes());
        gathered.events.push(event);
    }
    messages.extend(open.into_iter().map(|(partition, open)| open.close(partition)));
    messages
}

/// The facts in a message of a producer's stream.
pub(super) fn read(producer: &str, payload: Bytes) -> Result<Arc<[Envelope]>, EnvelopeError> {
    let set = EventSet::decode(payload).map_err(|error| EnvelopeError::Encoding(error.to_string()))?;
    let set: Arc<[Envelope]> = set.events.into_iter().map(Envelope::try_from).collect::<Result<_, _>>()?;
    // in a stream of its own nobody speaks for another: the cursors of the other would move
    match set.iter().find(|envelope| envelope.producer.as_ref() != producer) {
        Some(other) => Err(EnvelopeError::Field { field: "producer", value: other.producer.as_ref().to_owned() }),
        None => Ok(set),
    }
}

#[derive(Default)]
struct Open {
    incarnation: Option<Uuid>,
    ids: Vec<u8>,
    events: Vec<EventEnvelope>,
    bytes: usize,
}

impl Open {
    fn close(self, partition: u16) -> Message {
        let id = Uuid::new_v5(&self.incarnation.unwrap_or_default(), &self.ids);
        Message { partition, id, payload: Bytes::from(EventSet { events: self.events }.encode_to_vec()) }
    }
}

/// What an event adds to its set: a tag, a length, itself.
fn field_len(event: &EventEnvelope) -> usize {
    let length = event.encoded_len();
    1 + length_delimiter_len(length) + length
}

#[cfg(test)]
mod tests {
    use o2c_kernel::{Instant, TenantId};

    use super::*;

    fn envelope(aggregate: u128, sequence: i64, bytes: usize) -> Envelope {
        Envelope {
            event_id: Uuid::from_u128(aggregate << 32 | u128::from(sequence.unsigned_abs())),
            tenant: TenantId::default(),
            producer: Arc::from("orders"),
            aggregate_type: Arc::from("order"),
            aggregate_id: Uuid::from_u128(aggregate),
            sequence,
            type_name: Arc::from("test.v1.Noted"),
            payload: Bytes::from(vec![7; bytes]),
            occurred_at: Instant::from_micros(1),
            traceparent: None,
            incarnation: Uuid::from_u128(9),
        }
    }

    fn read_all(messages: &[Message]) -> Vec<Envelope> {
        messages.iter().flat_map(|message| read("orders", message.payload.clone()).unwrap().to_vec()).collect()
    }

    #[test]
    fn a_set_comes_out_as_it_went_in_in_order_per_aggregate() {
        let set: Vec<Envelope> = (0..200).map(|fact| envelope(fact % 20, (fact / 20 + 1) as i64, 10)).collect();
        let messages = cut(&set, 16);
        assert!(messages.len() <= 16);
        let read = read_all(&messages);
        assert_eq!(read.len(), 200);
        for aggregate in 0..20 {
            let of = |all: &[Envelope]| -> Vec<Envelope> {
                all.iter().filter(|one| one.aggregate_id == Uuid::from_u128(aggregate)).cloned().collect()
            };
            assert_eq!(of(&read), of(&set));
        }
    }

    #[test]
    fn a_message_stays_within_its_bound_and_a_larger_fact_goes_alone() {
        let sizes = [100_000, 100_000, 100_000, 300_000, 10, MESSAGE_BYTES / 2, MESSAGE_BYTES / 2];
        let set: Vec<Envelope> = (1..).zip(sizes).map(|(sequence, bytes)| envelope(1, sequence, bytes)).collect();
        let messages = cut(&set, 16);
        let facts: Vec<usize> =
            messages.iter().map(|message| read("orders", message.payload.clone()).unwrap().len()).collect();
        assert_eq!(facts, [2, 1, 1, 2, 1]);
        let over: Vec<bool> = messages.iter().map(|message| message.payload.len() > MESSAGE_BYTES).collect();
        assert_eq!(over, [false, false, true, false, false]);
        assert_eq!(read_all(&messages), set);
    }

    #[test]
    fn an_id_tells_the_facts_of_a_message_and_their_order() {
        let set: Vec<Envelope> = (1..=3).map(|sequence| envelope(1, sequence, 10)).collect();
        let id = |set: &[Envelope]| cut(set, 16)[0].id;
        assert_eq!(id(&set), id(&set));
        let without_the_middle = [set[0].clone(), set[2].clone()];
        let turned = [set[1].clone(), set[0].clone(), set[2].clone()];
        assert_ne!(id(&set), id(&without_the_middle));
        assert_ne!(id(&set), id(&turned));
    }

    #[test]
    fn what_is_no_set_or_speaks_for_another_is_refused() {
        assert!(matches!(read("orders", Bytes::from_static(b"\xff\xff")), Err(EnvelopeError::Encoding(_))));
        let set = cut(&[envelope(1, 1, 1)], 16);
        let foreign = read("billing", set[0].payload.clone());
        assert!(matches!(foreign, Err(EnvelopeError::Field { field: "producer", .. })));
    }
}
