//! What can go wrong in payments.

use std::time::Duration;

use o2c_kernel::{Explain, Kind, Violations};
use o2c_saga::SagaError;
use o2c_store::{AsStoreError, StoreError};

use crate::domain::{DOMAIN, Refusal};

#[derive(Clone, Debug, thiserror::Error)]
pub enum PaymentsError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A saga could not be started.
    #[error(transparent)]
    Saga(#[from] SagaError),
}

impl AsStoreError for PaymentsError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) | Self::Saga(SagaError::Store(error)) => Some(error),
            Self::Saga(_) | Self::Refused(_) => None,
        }
    }
}

/// For steps of sagas: the store's errors stay what they are, so that the environment is not taken for a culprit.
impl From<PaymentsError> for SagaError {
    fn from(error: PaymentsError) -> Self {
        match error {
            PaymentsError::Store(error) => Self::Store(error),
            PaymentsError::Saga(error) => error,
            PaymentsError::Refused(refusal) => Self::failed(refusal.kind(), refusal.to_string()),
        }
    }
}

impl Explain for PaymentsError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => refusal.kind(),
            Self::Store(error) => error.kind(),
            Self::Saga(error) => error.kind(),
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.reason(),
            Self::Store(error) => error.reason(),
            Self::Saga(error) => error.reason(),
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(refusal) => refusal.metadata(),
            Self::Store(error) => error.metadata(),
            Self::Saga(error) => error.metadata(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Refused(Refusal::StatementUnreadable(fields) | Refusal::CurrencyMismatch(fields)) => fields.any(),
            Self::Refused(_) | Self::Store(_) | Self::Saga(_) => None,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused(_) => None,
            Self::Store(error) => error.retry_after(),
            Self::Saga(error) => error.retry_after(),
        }
    }
}
