//! The bodies of RPC methods, so that a service's `api/service.rs` has one line per RPC.
//!
//! `run` is a plain `async fn` of the service's `app/`: it gets the service's state, the call and what was parsed.

mod many;
mod one;
mod read;

use o2c_kernel::{
    Answer, Asked, Call, Clock, DocumentName, Explain, Item, Outcome, RefusedItem, SetLimits, Violations, Zone,
};
use o2c_proto::{Documents, Mutation};
use prost::Message;
use tonic::Status;
use uuid::Uuid;

pub use many::{MAX_ITEMS, many};
pub use one::one;
pub use read::read;

use crate::{RequestId, error::RpcError, request, status};

/// What the body of an RPC needs to know of the state of its service.
pub trait Host {
    /// Business time.
    fn clock(&self) -> &Clock;
    /// Of the legal entity: it decides which day it is.
    fn zone(&self) -> &Zone;
    /// The domain of the service's error reasons, such as `orders.o2c`.
    fn domain(&self) -> &'static str;
    /// Where sets end.
    fn limits(&self) -> SetLimits;
}

/// Where an error is reported: in which service, under which request id.
struct Report<'a> {
    domain: &'static str,
    request_id: Option<&'a RequestId>,
}

impl Report<'_> {
    fn of(&self, error: &dyn Explain) -> Status {
        status::as_tonic(self.item(error))
    }

    fn item(&self, error: &dyn Explain) -> tonic_types::Status {
        status::rpc_status_for(error, self.request_id.map(RequestId::as_str))
    }

    fn invalid(&self, violations: Violations) -> tonic_types::Status {
        self.item(&status::InvalidRequest { violations, domain: self.domain })
    }

    /// The same for an item, which is remembered for the audit trail.
    fn invalid_item(&self, call: &Call, (asked, violations): Invalid) -> tonic_types::Status {
        if !call.validate_only {
            let refusal = format!("{}/{}", self.domain, status::INVALID_REQUEST);
            call.origin.refuse([RefusedItem { asked, request_id: None, refusal }]);
        }
        self.invalid(violations)
    }

    /// The wire form of what became of an item; idempotency has stored the same bytes.
    fn answer<R, P, E>(&self, outcome: Outcome<R, E>) -> Result<P, tonic_types::Status>
    where
        P: Message + Default + for<'r> From<&'r R>,
        E: Explain,
    {
        match outcome {
            Outcome::Accepted(result) => Ok(P::from(&result)),
            Outcome::Replayed(bytes) => {
                P::decode(bytes.as_slice()).map_err(|_| self.item(&RpcError::Bug("a stored response cannot be read")))
            }
            Outcome::Refused(error) => Err(self.item(&error)),
        }
    }
}

/// The bytes that idempotency stores with a key, and the documents that the audit trail names.
fn encode<R, P: Message + Documents + for<'r> From<&'r R>>(result: &R) -> Answer {
    let message = P::from(result);
    Answer { bytes: message.encode_to_vec(), documents: documents(&message) }
}

/// The documents of a message that have an id.
fn documents(message: &impl Documents) -> Vec<DocumentName> {
    let named = message.documents().into_iter();
    named.filter_map(|(name, id)| Some((name, Uuid::try_parse(id).ok()?))).collect()
}

/// Longest reason that is kept of a request which may be refused for its length.
const REASON: usize = 2_000;

/// What is wrong with an item, and what it asked for.
type Invalid = (Asked, Violations);

/// The key and the command of a message, or everything that is wrong with it.
fn item<M: Mutation + Documents + Message, C>(
    mut message: M,
    parse: fn(M) -> Result<C, Violations>,
) -> Result<Item<C>, Invalid> {
    let asked = Asked { documents: documents(&message), reason: message.reason().chars().take(REASON).collect() };
    let key = request::key(&mut message);
    match (key, parse(message)) {
        (Ok(key), Ok(command)) => Ok(Item { key, asked, command }),
        (Err(violations), Ok(_)) | (Ok(_), Err(violations)) => Err((asked, violations)),
        (Err(mut violations), Err(others)) => {
            for other in others.iter() {
                violations.add(&other.field, &other.reason, &other.description);
            }
            Err((asked, violations))
        }
    }
}
