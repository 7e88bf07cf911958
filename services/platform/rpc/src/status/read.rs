//! Reading a status, for clients and tests.

use std::time::Duration;

use tonic::Status;
use tonic_types::{ErrorInfo, StatusExt};

/// The `ErrorInfo` of a failed call.
pub fn error_info(status: &Status) -> Option<ErrorInfo> {
    status.get_details_error_info()
}

/// The reason of a failed call: a value name of the service's `errors.proto`, or one of the platform's.
pub fn reason_of(status: &Status) -> Option<String> {
    error_info(status).map(|info| info.reason)
}

/// The fields that were refused, each with what is wrong with it.
pub fn field_violations(status: &Status) -> Vec<(String, String)> {
    let violations = status.get_details_bad_request().map(|request| request.field_violations).unwrap_or_default();
    violations.into_iter().map(|violation| (violation.field, violation.description)).collect()
}

/// How long the server asks to wait before the call is repeated.
pub fn retry_delay(status: &Status) -> Option<Duration> {
    status.get_details_retry_info().and_then(|info| info.retry_delay)
}
