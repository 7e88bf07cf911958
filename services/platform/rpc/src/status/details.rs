//! The details of a status: ErrorInfo, BadRequest, PreconditionFailure, RetryInfo, RequestInfo of `google.rpc`.

use std::time::Duration;

use o2c_kernel::{Explain, Precondition, Violations};
use prost::Message;
use prost_types::Any;
use tonic_types::pb;

/// A request with more bad fields than this is told of the first: a status travels in HTTP headers, which are bounded.
const MAX_LISTED: usize = 50;

pub(super) fn of(error: &dyn Explain) -> Vec<Any> {
    let mut details = vec![error_info(error)];
    details.extend(error.violations().map(bad_request));
    let preconditions = error.preconditions();
    if !preconditions.is_empty() {
        details.push(precondition_failure(preconditions));
    }
    details.extend(error.retry_after().map(retry_info));
    details
}

/// The key under which a person finds the call in the log.
pub(super) fn request_info(request_id: &str) -> Any {
    let info = pb::RequestInfo { request_id: request_id.to_owned(), serving_data: String::new() };
    packed("google.rpc.RequestInfo", &info)
}

fn error_info(error: &dyn Explain) -> Any {
    let info = pb::ErrorInfo {
        reason: error.reason().to_owned(),
        domain: error.domain().to_owned(),
        metadata: error.metadata().into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    };
    packed("google.rpc.ErrorInfo", &info)
}

fn bad_request(violations: &Violations) -> Any {
    let field_violations = violations
        .iter()
        .take(MAX_LISTED)
        .map(|violation| pb::bad_request::FieldViolation {
            field: violation.field.clone(),
            description: violation.description.clone(),
            reason: violation.reason.clone(),
            localized_message: None,
        })
        .collect();
    packed("google.rpc.BadRequest", &pb::BadRequest { field_violations })
}

fn precondition_failure(preconditions: Vec<Precondition>) -> Any {
    let violations = preconditions
        .into_iter()
        .take(MAX_LISTED)
        .map(|precondition| pb::precondition_failure::Violation {
            r#type: precondition.kind,
            subject: precondition.subject,
            description: precondition.description,
        })
        .collect();
    packed("google.rpc.PreconditionFailure", &pb::PreconditionFailure { violations })
}

fn retry_info(after: Duration) -> Any {
    // A delay beyond the range of the message is no delay anybody waits for.
    let retry_delay = prost_types::Duration::try_from(after).ok();
    packed("google.rpc.RetryInfo", &pb::RetryInfo { retry_delay })
}

fn packed(name: &str, message: &impl Message) -> Any {
    Any { type_url: format!("type.googleapis.com/{name}"), value: message.encode_to_vec() }
}
