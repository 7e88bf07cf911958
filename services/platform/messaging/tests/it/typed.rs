//! Envelopes keep what they were given, on the wire and in the database.

use o2c_messaging::{Envelope, EnvelopeError};

use crate::support::{noted, with_notes};

#[tokio::test]
async fn an_envelope_survives_its_encoding() {
    with_notes(async |notes| {
        notes.publish(vec![noted(1)]).await;
        let envelope = notes.stream().await.remove(0);
        assert_eq!(Envelope::decode(&envelope.encode()).unwrap(), envelope);
        assert_eq!(envelope.producer.as_ref(), "notes");
        assert_eq!(envelope.incarnation, notes.outbox.incarnation());
        assert_eq!(envelope.type_name.as_ref(), "test.v1.Noted");
    })
    .await;
}

#[tokio::test]
async fn the_incarnation_stays() {
    with_notes(async |notes| {
        let again = o2c_messaging::Outbox::open(&notes.store).await.unwrap();
        assert_eq!(again.incarnation(), notes.outbox.incarnation());
    })
    .await;
}

#[test]
fn what_is_no_envelope_is_refused_with_the_field() {
    let message = o2c_proto::common::v1::EventEnvelope { sequence: 1, ..Default::default() };
    let refused = Envelope::try_from(message).unwrap_err();
    assert_eq!(refused, EnvelopeError::Field { field: "event_id", value: String::new() });
    assert!(matches!(Envelope::decode(&[0xFF; 4]), Err(EnvelopeError::Encoding(_))));
}
