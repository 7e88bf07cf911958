//! From what a service says.

use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::{Precondition, Problem, Violation, http_status};

impl From<&Status> for Problem {
    fn from(status: &Status) -> Self {
        let (http, title) = http_status(status.code());
        let info = status.get_details_error_info();
        let (reason, domain, metadata) = info.map(|info| (info.reason, info.domain, info.metadata)).unwrap_or_default();
        let mut metadata: Vec<(String, String)> = metadata.into_iter().collect();
        metadata.sort();
        // RESOURCE_EXHAUSTED is a quota to most callers, but a message that is too large stays so.
        let http = if reason == "MESSAGE_TOO_LARGE" { http::StatusCode::PAYLOAD_TOO_LARGE } else { http };
        Problem {
            status: http,
            title,
            detail: detail(status),
            violations: violations(status),
            preconditions: preconditions(status),
            retry_after: status.get_details_retry_info().and_then(|info| info.retry_delay),
            reason,
            domain,
            metadata,
            allow: None,
            challenge: None,
            quota: None,
        }
    }
}

/// A defect is nobody's business: what a library says of it may tell how we are built.
fn detail(status: &Status) -> String {
    match status.code() {
        Code::Internal | Code::Unknown | Code::DataLoss => {
            "Something went wrong here; the log has it under the request id.".to_owned()
        }
        _ => status.message().to_owned(),
    }
}

fn violations(status: &Status) -> Vec<Violation> {
    let bad = status.get_details_bad_request().map(|bad| bad.field_violations).unwrap_or_default();
    let violation = |violation: tonic_types::FieldViolation| Violation {
        field: violation.field,
        reason: violation.reason,
        description: violation.description,
    };
    bad.into_iter().map(violation).collect()
}

fn preconditions(status: &Status) -> Vec<Precondition> {
    let failed = status.get_details_precondition_failure().map(|failure| failure.violations).unwrap_or_default();
    let precondition = |violation: tonic_types::PreconditionViolation| Precondition {
        r#type: violation.r#type,
        subject: violation.subject,
        description: violation.description,
    };
    failed.into_iter().map(precondition).collect()
}
