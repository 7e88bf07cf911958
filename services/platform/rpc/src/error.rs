//! What the layers themselves say no to.

use std::time::Duration;

use o2c_identity::IdentityError;
use o2c_kernel::{Explain, Kind, NameError};
use thiserror::Error;

/// The domain of the reasons that the platform gives, beside those of the services.
pub const DOMAIN: &str = "rpc.o2c";

#[derive(Debug, Error)]
pub(crate) enum RpcError {
    #[error("the method needs the scope `{scope}`")]
    ScopeMissing { scope: String },
    #[error("metadata `{field}` names nobody")]
    CallerMalformed { field: &'static str, source: Option<NameError> },
    #[error("the call carries no signed identity")]
    IdentityMissing,
    #[error("the identity of the call is not believed")]
    IdentityRefused(#[source] IdentityError),
    #[error("metadata `grpc-timeout` is no duration")]
    TimeoutMalformed,
    #[error("the deadline is over")]
    DeadlineExceeded,
    #[error("there is too much to do")]
    Overloaded { retry_after: Duration },
    #[error("the message is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the server cannot be reached")]
    Unreachable(#[source] tonic::Status),
    #[error("{0}")]
    Bug(&'static str),
}

impl Explain for RpcError {
    fn kind(&self) -> Kind {
        match self {
            RpcError::ScopeMissing { .. } => Kind::PermissionDenied,
            RpcError::CallerMalformed { .. } | RpcError::IdentityMissing | RpcError::IdentityRefused(_) => {
                Kind::Unauthenticated
            }
            RpcError::TimeoutMalformed => Kind::InvalidArgument,
            RpcError::DeadlineExceeded => Kind::DeadlineExceeded,
            RpcError::Overloaded { .. } | RpcError::Unreachable(_) => Kind::Unavailable,
            RpcError::TooLarge { .. } => Kind::ResourceExhausted,
            RpcError::Bug(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            RpcError::ScopeMissing { .. } => "SCOPE_MISSING",
            RpcError::CallerMalformed { .. } => "CALLER_MALFORMED",
            RpcError::IdentityMissing => "IDENTITY_MISSING",
            RpcError::IdentityRefused(_) => "IDENTITY_REFUSED",
            RpcError::TimeoutMalformed => "TIMEOUT_MALFORMED",
            RpcError::DeadlineExceeded => "DEADLINE_EXCEEDED",
            RpcError::Overloaded { .. } => "OVERLOADED",
            RpcError::TooLarge { .. } => "MESSAGE_TOO_LARGE",
            RpcError::Unreachable(_) => "UNREACHABLE",
            RpcError::Bug(_) => "INTERNAL",
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            RpcError::ScopeMissing { scope } => vec![("scope", scope.clone())],
            RpcError::CallerMalformed { field, .. } => vec![("field", (*field).to_owned())],
            RpcError::TooLarge { limit } => vec![("limit_bytes", limit.to_string())],
            RpcError::IdentityMissing
            | RpcError::IdentityRefused(_)
            | RpcError::TimeoutMalformed
            | RpcError::DeadlineExceeded
            | RpcError::Overloaded { .. }
            | RpcError::Unreachable(_)
            | RpcError::Bug(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            RpcError::Overloaded { retry_after } => Some(*retry_after),
            RpcError::ScopeMissing { .. }
            | RpcError::CallerMalformed { .. }
            | RpcError::IdentityMissing
            | RpcError::IdentityRefused(_)
            | RpcError::TimeoutMalformed
            | RpcError::DeadlineExceeded
            | RpcError::TooLarge { .. }
            | RpcError::Unreachable(_)
            | RpcError::Bug(_) => None,
        }
    }
}
