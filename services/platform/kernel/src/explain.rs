//! Errors that say what to do about them. One place turns them into a status: `o2c-rpc`.

use std::time::Duration;

use crate::Violations;

/// What kind of failure it is: it decides the gRPC code, the log level and whether a retry can help.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    InvalidArgument,
    NotFound,
    AlreadyExists,
    FailedPrecondition,
    /// A lost race: reading again and trying again may help.
    Aborted,
    PermissionDenied,
    Unauthenticated,
    ResourceExhausted,
    Unavailable,
    DeadlineExceeded,
    OutOfRange,
    /// A defect. The caller learns its request id and nothing else.
    Internal,
}

/// What must change before the call can succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Precondition {
    pub kind: String,
    pub subject: String,
    pub description: String,
}

/// An error of a service, for callers.
pub trait Explain: std::error::Error {
    fn kind(&self) -> Kind;

    /// A value of the service's `errors.proto`, without its prefix.
    fn reason(&self) -> &'static str;

    /// Such as `orders.o2c`.
    fn domain(&self) -> &'static str;

    /// Ids and amounts that a program needs; never personal data.
    fn metadata(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    fn violations(&self) -> Option<&Violations> {
        None
    }

    fn preconditions(&self) -> Vec<Precondition> {
        Vec::new()
    }

    /// When to try again.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}
