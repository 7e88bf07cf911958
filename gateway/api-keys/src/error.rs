//! What can go wrong.

use std::time::Duration;

use o2c_identity::KeyError;
use o2c_kernel::{Explain, Kind, Violations};
use o2c_store::{AsStoreError, StoreError};

use crate::domain::{DOMAIN, Refusal};

#[derive(Clone, Debug, thiserror::Error)]
pub enum ApiKeysError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no chance to be had for a secret")]
    Chance,
}

impl From<KeyError> for ApiKeysError {
    fn from(error: KeyError) -> Self {
        drop(error);
        Self::Chance
    }
}

impl AsStoreError for ApiKeysError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) | Self::Chance => None,
        }
    }
}

impl Explain for ApiKeysError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => refusal.kind(),
            Self::Store(error) => error.kind(),
            Self::Chance => Kind::Internal,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.reason(),
            Self::Store(error) => error.reason(),
            Self::Chance => "INTERNAL",
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(refusal) => refusal.metadata(),
            Self::Store(error) => error.metadata(),
            Self::Chance => Vec::new(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Refused(refusal) => refusal.violations(),
            Self::Store(_) | Self::Chance => None,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            Self::Refused(_) | Self::Chance => None,
        }
    }
}
