//! The one place that turns an error into a gRPC status (law 6), and the one that reads a reason back out of it.

mod details;
mod read;

use std::{error::Error, fmt::Write};

use bytes::Bytes;
use o2c_kernel::{Explain, Kind, Violations, machine_now};
use prost::Message;
use thiserror::Error;
use tonic::{Code, Status, codegen::StdError};

use crate::{
    error::{DOMAIN, RpcError},
    seldom::Seldom,
};

pub use read::{error_info, field_violations, reason_of, retry_delay};

/// A status travels in HTTP headers, of which a client takes 16 KiB: a longer text is cut.
const MAX_MESSAGE_BYTES: usize = 1024;

/// What a call answers when it fails. INTERNAL carries the request id and nothing else; the chain of causes goes to
/// the log.
pub fn status(error: &dyn Explain, request_id: Option<&str>) -> Status {
    as_tonic(rpc_status_for(error, request_id))
}

/// The same, for an item of a batch.
pub fn rpc_status(error: &dyn Explain) -> tonic_types::Status {
    rpc_status_for(error, None)
}

/// The same, for an item of a batch of a known call.
pub(crate) fn rpc_status_for(error: &dyn Explain, request_id: Option<&str>) -> tonic_types::Status {
    log(error, request_id);
    let code = code(error.kind());
    if code == Code::Internal {
        return tonic_types::Status {
            code: code as i32,
            message: "internal error".to_owned(),
            details: request_id.map(details::request_info).into_iter().collect(),
        };
    }
    tonic_types::Status { code: code as i32, message: cut(error.to_string()), details: details::of(error) }
}

/// A `google.rpc.Status` as the status of a whole call.
pub fn as_tonic(status: tonic_types::Status) -> Status {
    let details = Bytes::from(status.encode_to_vec());
    Status::with_details(Code::from_i32(status.code), status.message, details)
}

/// What tonic's transport says when it could not deliver a call: UNAVAILABLE wherever it has nothing better, since
/// every mutation may be repeated; its CANCELLED for a deadline is a deadline.
pub(crate) fn from_transport(error: StdError) -> Status {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&*error);
    while let Some(current) = cause {
        if current.is::<tonic::TimeoutExpired>() {
            return status(&RpcError::DeadlineExceeded, None);
        }
        cause = current.source();
    }
    let found = Status::from_error(error);
    match found.code() {
        Code::Unknown | Code::Cancelled | Code::Unavailable | Code::Internal => {
            status(&RpcError::Unreachable(found), None)
        }
        Code::Ok
        | Code::InvalidArgument
        | Code::DeadlineExceeded
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::DataLoss
        | Code::Unauthenticated => found,
    }
}

fn code(kind: Kind) -> Code {
    match kind {
        Kind::InvalidArgument => Code::InvalidArgument,
        Kind::NotFound => Code::NotFound,
        Kind::AlreadyExists => Code::AlreadyExists,
        Kind::FailedPrecondition => Code::FailedPrecondition,
        Kind::Aborted => Code::Aborted,
        Kind::PermissionDenied => Code::PermissionDenied,
        Kind::Unauthenticated => Code::Unauthenticated,
        Kind::ResourceExhausted => Code::ResourceExhausted,
        Kind::Unavailable => Code::Unavailable,
        Kind::DeadlineExceeded => Code::DeadlineExceeded,
        Kind::OutOfRange => Code::OutOfRange,
        Kind::Internal => Code::Internal,
    }
}

/// Severity comes from the kind: ours is an error, a lost race or a full queue a warning (and one a second stands for all
/// of its kind), the caller's a note.
fn log(error: &dyn Explain, request_id: Option<&str>) {
    static ABORTED: Seldom = Seldom::new();
    static UNAVAILABLE: Seldom = Seldom::new();
    static LATE: Seldom = Seldom::new();
    static EXHAUSTED: Seldom = Seldom::new();
    let (reason, domain, request_id) = (error.reason(), error.domain(), request_id.unwrap_or_default());
    let not_served = |seldom: &Seldom| match seldom.due(machine_now()) {
        Some(unsaid) => {
            tracing::warn!(reason, domain, request_id, unsaid, error = %Chain(error), "call not served");
        }
        None => tracing::debug!(reason, domain, request_id, error = %Chain(error), "call not served"),
    };
    match error.kind() {
        Kind::Internal => tracing::error!(reason, domain, request_id, error = %Chain(error), "call failed"),
        Kind::Aborted => not_served(&ABORTED),
        Kind::Unavailable => not_served(&UNAVAILABLE),
        Kind::DeadlineExceeded => not_served(&LATE),
        Kind::ResourceExhausted => not_served(&EXHAUSTED),
        Kind::InvalidArgument
        | Kind::NotFound
        | Kind::AlreadyExists
        | Kind::FailedPrecondition
        | Kind::PermissionDenied
        | Kind::Unauthenticated
        | Kind::OutOfRange => tracing::debug!(reason, domain, request_id, error = %error, "call refused"),
    }
}

/// An error with its causes; `Display` of an error never repeats its source.
struct Chain<'a>(&'a dyn Explain);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

fn cut(mut text: String) -> String {
    if text.len() > MAX_MESSAGE_BYTES {
        text.truncate(text.floor_char_boundary(MAX_MESSAGE_BYTES));
        // Writing to a String does not fail.
        let _ = text.write_char('…');
    }
    text
}

/// The reason of a request of which fields are wrong.
pub(crate) const INVALID_REQUEST: &str = "INVALID_REQUEST";

/// A request of which fields are wrong: INVALID_ARGUMENT with all of them.
#[derive(Debug, Error)]
#[error("{violations}")]
pub struct InvalidRequest {
    /// Every bad field.
    pub violations: Violations,
    /// Of the service that was asked, such as `orders.o2c`.
    pub domain: &'static str,
}

impl InvalidRequest {
    /// With the platform's own domain, for what no service has looked at yet.
    pub fn of_platform(violations: Violations) -> InvalidRequest {
        InvalidRequest { violations, domain: DOMAIN }
    }
}

impl Explain for InvalidRequest {
    fn kind(&self) -> Kind {
        Kind::InvalidArgument
    }

    fn reason(&self) -> &'static str {
        INVALID_REQUEST
    }

    fn domain(&self) -> &'static str {
        self.domain
    }

    fn violations(&self) -> Option<&Violations> {
        Some(&self.violations)
    }
}
