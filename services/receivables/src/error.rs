//! What this service answers when it says no.

use std::time::Duration;

use o2c_kernel::{Explain, Kind, Precondition, Violations};
use o2c_store::{AsStoreError, StoreError};

use crate::domain::Refusal;

/// The domain of its reasons.
pub const DOMAIN: &str = "receivables.o2c";

#[derive(Debug, thiserror::Error)]
pub enum ReceivablesError {
    #[error("{0}")]
    Refused(Refusal),
    #[error("the database does not answer as it should")]
    Store(#[source] StoreError),
}

impl From<Refusal> for ReceivablesError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for ReceivablesError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl AsStoreError for ReceivablesError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

fn kind_of(refusal: &Refusal) -> Kind {
    match refusal {
        Refusal::OpenItemNotFound(_) | Refusal::ApplicationNotFound(_) | Refusal::WriteOffNotFound(_) => Kind::NotFound,
        Refusal::ExceedsOpenAmount { .. }
        | Refusal::ExceedsSource { .. }
        | Refusal::CustomerMismatch(_)
        | Refusal::PayerIsAnother { .. }
        | Refusal::CurrencyMismatch { .. }
        | Refusal::NotACreditNote(_)
        | Refusal::ApplicationReversed(_)
        | Refusal::WriteOffDecided(_)
        | Refusal::WriteOffExceedsTolerance { .. }
        | Refusal::PeriodClosed { .. }
        | Refusal::PeriodNotOver(_) => Kind::FailedPrecondition,
        Refusal::RequesterIsApprover(_) => Kind::PermissionDenied,
        Refusal::ProposalReused | Refusal::InvalidRequest(_) => Kind::InvalidArgument,
        Refusal::OpenItemExists { .. } => Kind::AlreadyExists,
        Refusal::AmountOverflow => Kind::OutOfRange,
        Refusal::Inconsistent(_) => Kind::Internal,
    }
}

impl Explain for ReceivablesError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => kind_of(refusal),
            Self::Store(error) => error.kind(),
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.reason(),
            Self::Store(error) => error.reason(),
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(Refusal::ExceedsOpenAmount { item, open, .. }) => {
                vec![("open_item_id", item.to_string()), ("open_amount", open.to_string())]
            }
            Self::Refused(Refusal::OpenItemExists { item, .. }) => vec![("open_item_id", item.to_string())],
            Self::Refused(Refusal::ExceedsSource { left, .. }) => vec![("left", left.to_string())],
            Self::Refused(Refusal::WriteOffExceedsTolerance { tolerated, .. }) => {
                vec![("tolerated", tolerated.to_string())]
            }
            Self::Refused(Refusal::PeriodClosed { through, .. }) => vec![("closed_through", through.to_string())],
            Self::Refused(_) | Self::Store(_) => Vec::new(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Refused(refusal) => refusal.fields(),
            Self::Store(_) => None,
        }
    }

    fn preconditions(&self) -> Vec<Precondition> {
        match self {
            Self::Refused(refusal) if kind_of(refusal) == Kind::FailedPrecondition => vec![Precondition {
                kind: refusal.reason().to_owned(),
                subject: refusal.subject(),
                description: refusal.to_string(),
            }],
            Self::Refused(_) | Self::Store(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            Self::Refused(_) => None,
        }
    }
}
