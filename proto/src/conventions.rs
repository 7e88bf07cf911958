//! What the messages of one kind have in common. Implemented at build time for every message that follows the
//! convention, so that no service writes the same loop again.

use tonic_types::Status;

/// A request, or an item of a batch, that carries its own `request_id` (AIP-155).
pub trait Mutation {
    /// Takes the id out, and whether it is only validated: what is left is the canonical item, of which the hash is made.
    fn take_request_id(&mut self) -> String;

    /// Whether it is decided and nothing is written. For an item of a batch its batch says so.
    fn validate_only(&self) -> bool {
        false
    }
}

/// `Batch…Request { repeated X requests = 1 }`.
pub trait BatchRequest {
    type Item;

    fn into_items(self) -> Vec<Self::Item>;

    /// Whether the items are decided and nothing is written.
    fn validate_only(&self) -> bool {
        false
    }
}

/// `Batch…Response { repeated YResult results = 1 }`: per item, in the order of the request, the result or an error.
pub trait BatchResponse {
    type Item;

    fn from_results(results: Vec<Result<Self::Item, Status>>) -> Self;

    fn into_results(self) -> Vec<Result<Self::Item, Status>>;
}

/// A public fact: a message of an `events.proto`.
pub trait Event: prost::Message + Default {
    /// The full name of the message, as it stands in the envelope.
    const TYPE: &'static str;
}

/// Names documents: every message that is no event. What is looked for are fields that end in `_id`, here and in the
/// resource that the message carries.
pub trait Documents {
    /// The fields that name a document, with what they say; empty ones too.
    fn documents(&self) -> Vec<(&'static str, &str)> {
        Vec::new()
    }

    /// Why the caller asks for it, in the field `reason`.
    fn reason(&self) -> &str {
        ""
    }
}

include!(concat!(env!("OUT_DIR"), "/conventions.rs"));
