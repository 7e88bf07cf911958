//! Refusals of the guard, which callers of gRPC meet as well: their codes, and what they carry.

use std::time::Duration;

use o2c_identity::RolesError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::{Refusal, refusal::DOMAIN};

/// When an outage of what proves callers is worth another try.
const OUTAGE: Duration = Duration::from_secs(1);

impl Refusal {
    /// As gRPC names it.
    pub(super) fn code(&self) -> Code {
        match self {
            Refusal::NoSuchPath => Code::Unimplemented,
            Refusal::MethodNotAllowed(_)
            | Refusal::NotAcceptable(_)
            | Refusal::LengthRequired
            | Refusal::BodyTooLarge { .. }
            | Refusal::BodyBroken
            | Refusal::UriTooLong { .. }
            | Refusal::HeadersTooLarge { .. }
            | Refusal::UnsupportedMediaType(_)
            | Refusal::Invalid(_) => Code::InvalidArgument,
            Refusal::Overloaded { .. } | Refusal::KeysUnavailable => Code::Unavailable,
            Refusal::Unauthenticated | Refusal::TokenRefused(_) => Code::Unauthenticated,
            Refusal::RolesRefused(_) | Refusal::ScopeMissing { .. } => Code::PermissionDenied,
            Refusal::QuotaUsedUp { .. } | Refusal::TooManyAttempts { .. } => Code::ResourceExhausted,
            Refusal::DeadlineExceeded => Code::DeadlineExceeded,
            Refusal::Service(status) => status.code(),
            Refusal::Bug(_) => Code::Internal,
        }
    }

    /// Whether somebody has decided against a caller: that goes on record. What could not be decided does not.
    pub(crate) fn is_of_a_caller(&self) -> bool {
        matches!(
            self,
            Refusal::Unauthenticated
                | Refusal::TokenRefused(_)
                | Refusal::RolesRefused(_)
                | Refusal::ScopeMissing { .. }
                | Refusal::QuotaUsedUp { .. }
                | Refusal::TooManyAttempts { .. }
        )
    }

    pub(super) fn metadata(&self) -> Vec<(String, String)> {
        match self {
            Refusal::ScopeMissing { scope } => vec![("scope".to_owned(), scope.clone())],
            Refusal::RolesRefused(RolesError::Conflict { held, .. }) => {
                vec![("duty".to_owned(), held[0].0.clone()), ("other_duty".to_owned(), held[1].0.clone())]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Refusal::Overloaded { retry_after }
            | Refusal::QuotaUsedUp { retry_after, .. }
            | Refusal::TooManyAttempts { retry_after } => Some(*retry_after),
            Refusal::KeysUnavailable => Some(OUTAGE),
            _ => None,
        }
    }

    /// RFC 6750: what is missing, and nothing of why a token was not believed that its sender could not see.
    pub(super) fn challenge(&self) -> Option<String> {
        match self {
            Refusal::Unauthenticated => Some("Bearer realm=\"o2c\"".to_owned()),
            Refusal::TokenRefused(why) => Some(format!(
                "Bearer realm=\"o2c\", error=\"invalid_token\", error_description=\"{}\"",
                why.replace(['"', '\\', '`'], "'")
            )),
            Refusal::ScopeMissing { scope } => {
                Some(format!("Bearer realm=\"o2c\", error=\"insufficient_scope\", scope=\"{scope}\""))
            }
            _ => None,
        }
    }

    /// As a status, for gRPC.
    pub(crate) fn grpc(&self, request_id: &str) -> Status {
        match self {
            Refusal::Service(status) => (**status).clone(),
            Refusal::Bug(what) => {
                tracing::error!(request_id, what, "a call failed at the edge");
                Status::internal("internal error")
            }
            other => {
                let metadata: std::collections::HashMap<_, _> = other.metadata().into_iter().collect();
                let mut details = ErrorDetails::with_error_info(other.reason(), DOMAIN, metadata);
                if let Some(after) = other.retry_after() {
                    details.set_retry_info(Some(after));
                }
                Status::with_error_details(other.code(), other.to_string(), details)
            }
        }
    }
}
