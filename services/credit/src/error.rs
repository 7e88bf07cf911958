//! What can go wrong in credit.

use std::time::Duration;

use o2c_kernel::{Explain, Kind, Violations};
use o2c_store::{AsStoreError, StoreError};

use crate::domain::{DOMAIN, Refusal};

#[derive(Clone, Debug, thiserror::Error)]
pub enum CreditError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AsStoreError for CreditError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

impl Explain for CreditError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => refusal.kind(),
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
            Self::Refused(refusal) => refusal.metadata(),
            Self::Store(error) => error.metadata(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Refused(refusal) => refusal.violations(),
            Self::Store(error) => error.violations(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused(refusal) => refusal.retry_after(),
            Self::Store(error) => error.retry_after(),
        }
    }
}
