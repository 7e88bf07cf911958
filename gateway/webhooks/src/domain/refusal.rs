//! What webhooks say no to.

use o2c_kernel::{Explain, Kind};

/// The domain of the error reasons.
pub const DOMAIN: &str = "gateway.o2c";

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such webhook subscription")]
    SubscriptionNotFound,
    #[error("this endpoint has no delivery of such an event")]
    DeliveryNotFound,
    #[error("there may be {most} webhook subscriptions")]
    TooManySubscriptions { most: u32 },
    #[error("these are more than the {most} deliveries that are replayed at once: a shorter time is wanted")]
    ReplayTooLarge { most: u64 },
    #[error("it was changed since it was read")]
    Changed,
}

impl Explain for Refusal {
    fn kind(&self) -> Kind {
        match self {
            Self::SubscriptionNotFound | Self::DeliveryNotFound => Kind::NotFound,
            Self::TooManySubscriptions { .. } => Kind::ResourceExhausted,
            Self::ReplayTooLarge { .. } => Kind::FailedPrecondition,
            Self::Changed => Kind::Aborted,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::SubscriptionNotFound => "WEBHOOK_SUBSCRIPTION_NOT_FOUND",
            Self::DeliveryNotFound => "WEBHOOK_DELIVERY_NOT_FOUND",
            Self::TooManySubscriptions { .. } => "TOO_MANY_WEBHOOK_SUBSCRIPTIONS",
            Self::ReplayTooLarge { .. } => "REPLAY_TOO_LARGE",
            Self::Changed => "LOST_RACE",
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooManySubscriptions { most } => vec![("most", most.to_string())],
            Self::ReplayTooLarge { most } => vec![("most", most.to_string())],
            Self::SubscriptionNotFound | Self::DeliveryNotFound | Self::Changed => Vec::new(),
        }
    }
}
