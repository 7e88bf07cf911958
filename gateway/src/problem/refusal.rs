//! What the edge itself says no to, before a service is asked.

use std::time::Duration;

use http::{Method, StatusCode};
use o2c_identity::RolesError;
use o2c_kernel::Violations;
use tonic::{Code, Status};

use super::{Problem, Violation, http_status};
use crate::quota::Quota;

/// The domain of the reasons that the edge gives.
pub(crate) const DOMAIN: &str = "gateway.o2c";
/// A request with more bad fields than this is told of the first.
const MAX_LISTED: usize = 50;

/// Why a request ends here.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("nothing is served under this path")]
    NoSuchPath,
    #[error("the path does not have this method")]
    MethodNotAllowed(Vec<Method>),
    #[error("the answer can be had as {0}")]
    NotAcceptable(String),
    #[error("a body needs a length: send `Content-Length`, 0 for an empty one")]
    LengthRequired,
    #[error("the body is larger than {limit} bytes")]
    BodyTooLarge { limit: usize },
    #[error("the body ended before it was whole")]
    BodyBroken,
    #[error("path and query are longer than {limit} bytes")]
    UriTooLong { limit: usize },
    #[error("the headers are longer than {limit} bytes")]
    HeadersTooLarge { limit: usize },
    #[error("{0}")]
    UnsupportedMediaType(&'static str),
    #[error("there is too much to do")]
    Overloaded { retry_after: Duration },
    /// Nothing proves who calls.
    #[error("a bearer token or an API key is needed")]
    Unauthenticated,
    /// What is to prove it does not. The text is for the caller, who may be anybody: it says nothing of ours.
    #[error("{0}")]
    TokenRefused(&'static str),
    #[error("{0}")]
    RolesRefused(RolesError),
    #[error("the method needs the scope `{scope}`")]
    ScopeMissing { scope: String },
    #[error("API keys cannot be looked up now")]
    KeysUnavailable,
    #[error("the tenant asks for more than its quota")]
    QuotaUsedUp { retry_after: Duration, quota: Quota },
    #[error("too many requests from this address do not prove who calls")]
    TooManyAttempts { retry_after: Duration },
    #[error("the deadline is over")]
    DeadlineExceeded,
    #[error("{0}")]
    Invalid(Violations),
    #[error("a service refused")]
    Service(#[source] Box<Status>),
    /// A defect, told to the log.
    #[error("{0}")]
    Bug(String),
}

impl From<Status> for Refusal {
    fn from(status: Status) -> Self {
        Refusal::Service(Box::new(status))
    }
}

impl Refusal {
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Refusal::NoSuchPath => "NO_SUCH_PATH",
            Refusal::MethodNotAllowed(_) => "METHOD_NOT_ALLOWED",
            Refusal::NotAcceptable(_) => "NOT_ACCEPTABLE",
            Refusal::LengthRequired => "LENGTH_REQUIRED",
            Refusal::BodyTooLarge { .. } => "BODY_TOO_LARGE",
            Refusal::BodyBroken => "BODY_BROKEN",
            Refusal::UriTooLong { .. } => "URI_TOO_LONG",
            Refusal::HeadersTooLarge { .. } => "HEADERS_TOO_LARGE",
            Refusal::UnsupportedMediaType(_) => "UNSUPPORTED_MEDIA_TYPE",
            Refusal::Overloaded { .. } => "OVERLOADED",
            Refusal::Unauthenticated => "CALLER_UNKNOWN",
            Refusal::TokenRefused(_) => "TOKEN_REFUSED",
            Refusal::RolesRefused(RolesError::Conflict { .. }) => "DUTIES_CONFLICT",
            Refusal::RolesRefused(_) => "ROLE_UNKNOWN",
            Refusal::ScopeMissing { .. } => "SCOPE_MISSING",
            Refusal::KeysUnavailable => "KEYS_UNAVAILABLE",
            Refusal::QuotaUsedUp { .. } => "QUOTA_USED_UP",
            Refusal::TooManyAttempts { .. } => "TOO_MANY_ATTEMPTS",
            Refusal::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Refusal::Invalid(_) => "INVALID_REQUEST",
            Refusal::Service(_) | Refusal::Bug(_) => "INTERNAL",
        }
    }

    fn status(&self) -> (StatusCode, &'static str) {
        match self {
            Refusal::NoSuchPath => (StatusCode::NOT_FOUND, "Not found"),
            Refusal::MethodNotAllowed(_) => (StatusCode::METHOD_NOT_ALLOWED, "Not with this method"),
            Refusal::NotAcceptable(_) => (StatusCode::NOT_ACCEPTABLE, "Not in this form"),
            Refusal::LengthRequired => (StatusCode::LENGTH_REQUIRED, "The length is missing"),
            Refusal::BodyTooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
            Refusal::UriTooLong { .. } => (StatusCode::URI_TOO_LONG, "The URI is too long"),
            Refusal::HeadersTooLarge { .. } => {
                (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large")
            }
            Refusal::UnsupportedMediaType(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not in this form"),
            Refusal::BodyBroken
            | Refusal::Invalid(_)
            | Refusal::Overloaded { .. }
            | Refusal::DeadlineExceeded
            | Refusal::Unauthenticated
            | Refusal::TokenRefused(_)
            | Refusal::RolesRefused(_)
            | Refusal::ScopeMissing { .. }
            | Refusal::KeysUnavailable
            | Refusal::QuotaUsedUp { .. }
            | Refusal::TooManyAttempts { .. } => http_status(self.code()),
            Refusal::Service(status) => http_status(status.code()),
            Refusal::Bug(_) => http_status(Code::Internal),
        }
    }

    /// As a problem; a defect goes to the log first.
    pub(crate) fn problem(&self, request_id: &str) -> Problem {
        if let Refusal::Service(status) = self {
            return Problem::from(&**status);
        }
        if let Refusal::Bug(what) = self {
            tracing::error!(request_id, what, "a request failed at the edge");
            return Problem::from(&Status::internal(String::new()));
        }
        let (status, title) = self.status();
        Problem {
            status,
            title,
            detail: self.detail(),
            reason: self.reason().to_owned(),
            domain: DOMAIN.to_owned(),
            metadata: self.metadata(),
            violations: self.violations(),
            preconditions: Vec::new(),
            retry_after: self.retry_after(),
            challenge: self.challenge(),
            quota: if let Refusal::QuotaUsedUp { quota, .. } = self { Some(*quota) } else { None },
            allow: if let Refusal::MethodNotAllowed(methods) = self { Some(allow(methods)) } else { None },
        }
    }

    /// All violations in one sentence would be as long as the body that made them.
    fn detail(&self) -> String {
        match self {
            Refusal::Invalid(violations) => match violations.iter().next() {
                Some(first) if violations.iter().nth(1).is_none() => format!("{}: {}", first.field, first.description),
                Some(_) => format!("{} fields are wrong", violations.iter().count()),
                None => "the request is not valid".to_owned(),
            },
            other => other.to_string(),
        }
    }

    fn violations(&self) -> Vec<Violation> {
        let Refusal::Invalid(violations) = self else { return Vec::new() };
        let violation = |violation: &o2c_kernel::Violation| Violation {
            field: violation.field.clone(),
            reason: violation.reason.clone(),
            description: violation.description.clone(),
        };
        violations.iter().take(MAX_LISTED).map(violation).collect()
    }
}

/// The value of an `Allow` header.
pub(crate) fn allow(methods: &[Method]) -> String {
    let mut all: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if methods.contains(&Method::GET) {
        all.push("HEAD");
    }
    all.push("OPTIONS");
    all.sort_unstable();
    all.dedup();
    all.join(", ")
}
