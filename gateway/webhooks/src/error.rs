//! What can go wrong.

use std::time::Duration;

use o2c_kernel::{Explain, Kind};
use o2c_store::{AsStoreError, StoreError};

use crate::{
    domain::{DOMAIN, Refusal},
    sending::KeyError,
};

#[derive(Clone, Debug, thiserror::Error)]
pub enum WebhooksError {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("an event has no JSON")]
    Unwritable,
}

impl AsStoreError for WebhooksError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) | Self::Key(_) | Self::Unwritable => None,
        }
    }
}

impl Explain for WebhooksError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => refusal.kind(),
            Self::Store(error) => error.kind(),
            Self::Key(_) | Self::Unwritable => Kind::Internal,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.reason(),
            Self::Store(error) => error.reason(),
            Self::Key(_) | Self::Unwritable => "INTERNAL",
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(refusal) => refusal.metadata(),
            Self::Store(error) => error.metadata(),
            Self::Key(_) | Self::Unwritable => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            Self::Refused(_) | Self::Key(_) | Self::Unwritable => None,
        }
    }
}
