//! The rules: what a subscription is told, when it is tried again, when it counts as dead, and which addresses are of the
//! public internet.

mod address;
mod attempt;
mod delivery;
mod event;
mod ids;
mod refusal;
mod schedule;
mod secret;
mod subscription;

pub use address::is_public;
pub use attempt::{Attempt, Outcome};
pub use delivery::{Delivery, DeliveryState, Recorded};
pub use event::Event;
pub use ids::{LaneId, SecretId, SubscriptionId, lane_of};
pub use refusal::{DOMAIN, Refusal};
pub use schedule::Schedule;
pub use secret::{Algorithm, DEFAULT_GRACE, LONGEST_GRACE, Secret};
pub use subscription::{DisabledReason, Endpoint, MOST_EVENT_TYPES, State, Subscription};
