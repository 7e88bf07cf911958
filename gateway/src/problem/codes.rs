//! From `google.rpc.Code` to HTTP. The table in the README is this one.

use http::StatusCode;
use tonic::Code;

/// The status of HTTP, and the title under which people know it.
pub(crate) fn http_status(code: Code) -> (StatusCode, &'static str) {
    match code {
        Code::Ok => (StatusCode::OK, "OK"),
        // Nginx's number for a caller who has gone; nobody is there to read it.
        Code::Cancelled => (client_closed(), "Cancelled by the caller"),
        Code::Unknown => (StatusCode::INTERNAL_SERVER_ERROR, "Unknown error"),
        Code::InvalidArgument => (StatusCode::BAD_REQUEST, "The request is not valid"),
        Code::DeadlineExceeded => (StatusCode::GATEWAY_TIMEOUT, "The deadline is over"),
        Code::NotFound => (StatusCode::NOT_FOUND, "Not found"),
        Code::AlreadyExists => (StatusCode::CONFLICT, "Already exists"),
        Code::PermissionDenied => (StatusCode::FORBIDDEN, "Not allowed"),
        Code::ResourceExhausted => (StatusCode::TOO_MANY_REQUESTS, "A quota is used up"),
        // Not 412: that is for the conditional headers of HTTP alone.
        Code::FailedPrecondition => (StatusCode::BAD_REQUEST, "Not possible in the present state"),
        Code::Aborted => (StatusCode::CONFLICT, "Another change came first"),
        Code::OutOfRange => (StatusCode::BAD_REQUEST, "Out of range"),
        Code::Unimplemented => (StatusCode::NOT_IMPLEMENTED, "Not implemented"),
        Code::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "Internal error"),
        Code::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Not available now"),
        Code::DataLoss => (StatusCode::INTERNAL_SERVER_ERROR, "Data are lost"),
        Code::Unauthenticated => (StatusCode::UNAUTHORIZED, "The caller is not known"),
    }
}

fn client_closed() -> StatusCode {
    StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST)
}
