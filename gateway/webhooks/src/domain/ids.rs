//! What things are called.

use o2c_kernel::Id;
use uuid::Uuid;

use super::{Secret, Subscription};

/// Marks the order in which the events of one aggregate go to one endpoint.
#[derive(Debug)]
pub enum Lane {}

pub type SubscriptionId = Id<Subscription>;
pub type SecretId = Id<Secret>;
pub type LaneId = Id<Lane>;

/// The events of an aggregate go to an endpoint one after the other. The id follows from the two, so that whoever adds to
/// a lane and whoever takes from it lock the same row without looking it up.
#[must_use]
pub fn lane_of(subscription: SubscriptionId, aggregate: Uuid) -> LaneId {
    Id::derive(subscription.uuid(), &aggregate.to_string())
}
