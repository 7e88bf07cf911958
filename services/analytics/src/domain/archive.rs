//! A fact as it is kept: with its whole envelope, so that it can be handed out again.

use o2c_kernel::{Date, Instant, TenantId};
use uuid::Uuid;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArchivedEvent {
    /// In the order of arrival, over all tenants; 0 until it is written.
    pub offset: i64,
    pub tenant: TenantId,
    pub event_id: Uuid,
    pub producer: String,
    pub aggregate_type: String,
    pub aggregate_id: Uuid,
    pub sequence: i64,
    pub type_name: String,
    /// Business time.
    pub at: Instant,
    /// The business day of it, in the legal entity's zone when it arrived.
    pub on: Date,
    /// The order that it belongs to; of a dispute or a deduction the open item.
    pub related: Option<Uuid>,
    pub traceparent: Option<String>,
    pub incarnation: Uuid,
    pub payload: Vec<u8>,
}
