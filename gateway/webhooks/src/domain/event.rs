//! What an endpoint is told, as it is sent.

use o2c_kernel::Instant;
use uuid::Uuid;

/// An event with the body that every attempt sends: written once, so that a later version of this program does not sign
/// something else under the same id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    pub id: Uuid,
    pub type_name: String,
    pub aggregate: Uuid,
    pub body: Vec<u8>,
    /// When it came, in machine time.
    pub received_at: Instant,
}
