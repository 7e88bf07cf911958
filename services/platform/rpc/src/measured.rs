//! What is told of a call: which method, which service, how it ended.

use tonic::{Code, Status};

use crate::layer::Response;

/// Stands for methods that the contract does not know: their names are the caller's, and without number.
pub(crate) const OTHER: &str = "_OTHER";

/// The method of a path that is known, as `o2c.orders.v1.OrdersService/SubmitOrder`.
pub(crate) fn method(path: &str, known: bool) -> &str {
    if known { path.trim_start_matches('/') } else { OTHER }
}

/// The service of a path that is known, as `orders`.
pub(crate) fn service(path: &str, known: bool) -> &str {
    let named = path.trim_start_matches('/').split('.').nth(1);
    named.filter(|_| known).unwrap_or(OTHER)
}

/// How a call ended. What fails after the answer has begun is not seen: of our methods only streams of reports do that.
pub(crate) fn code(response: &Response) -> Code {
    response.headers().get(Status::GRPC_STATUS).map_or(Code::Ok, |value| Code::from_bytes(value.as_bytes()))
}

/// Whether anybody looks at calls.
pub(crate) fn is_on() -> bool {
    o2c_telemetry::is_measuring() || o2c_telemetry::trace::is_on()
}

/// Says in the current span how a call ended, and that it is an error if it is one of those; the code as it is spelled.
pub(crate) fn ended(response: &Response, is_error: impl FnOnce(Code) -> bool) -> &'static str {
    let code = code(response);
    let spelled = spelled(code);
    let span = tracing::Span::current();
    span.record("rpc.response.status_code", spelled);
    if is_error(code) {
        span.record("otel.status_code", "ERROR");
    }
    spelled
}

/// A code as the contract of gRPC spells it.
pub(crate) const fn spelled(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// Whether a server is to blame for it.
pub(crate) const fn is_our_fault(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}
