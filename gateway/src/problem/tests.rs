use std::time::Duration;

use http::header;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::{MEDIA_TYPE, Problem, Refusal, http_status};

#[test]
fn every_code_has_its_status() {
    for (code, status) in [
        (Code::Ok, 200),
        (Code::Cancelled, 499),
        (Code::Unknown, 500),
        (Code::InvalidArgument, 400),
        (Code::DeadlineExceeded, 504),
        (Code::NotFound, 404),
        (Code::AlreadyExists, 409),
        (Code::PermissionDenied, 403),
        (Code::ResourceExhausted, 429),
        (Code::FailedPrecondition, 400),
        (Code::Aborted, 409),
        (Code::OutOfRange, 400),
        (Code::Unimplemented, 501),
        (Code::Internal, 500),
        (Code::Unavailable, 503),
        (Code::DataLoss, 500),
        (Code::Unauthenticated, 401),
    ] {
        assert_eq!(http_status(code).0.as_u16(), status, "{code:?}");
        let readme = include_str!("../../README.md");
        let row = format!("| {} | {status} |", format!("{code:?}").to_ascii_uppercase());
        let table = readme.replace('_', "");
        assert!(table.contains(&row), "the README does not say {row}");
    }
}

#[test]
fn what_a_service_says_is_passed_on_in_full() {
    let mut details = ErrorDetails::new();
    details
        .set_error_info("QUANTITY_NOT_OPEN", "orders.o2c", [("line".to_owned(), "2".to_owned())])
        .add_bad_request_violation("order.lines[1].quantity", "is not positive")
        .add_precondition_failure_violation("STATE", "order", "is a draft")
        .set_retry_info(Some(Duration::from_millis(1_500)));
    let status = Status::with_error_details(Code::FailedPrecondition, "cannot be cancelled", details);
    let problem = Problem::from(&status);
    let json: serde_json::Value = serde_json::from_slice(&problem.json("id<1>")).unwrap();
    let expected = serde_json::json!({
        "type": "urn:o2c:problem:orders.o2c:QUANTITY_NOT_OPEN",
        "title": "Not possible in the present state",
        "status": 400,
        "detail": "cannot be cancelled",
        "instance": "urn:o2c:request:id%3C1%3E",
        "reason": "QUANTITY_NOT_OPEN",
        "domain": "orders.o2c",
        "violations": [{ "field": "order.lines[1].quantity", "reason": "", "description": "is not positive" }],
        "preconditions": [{ "type": "STATE", "subject": "order", "description": "is a draft" }],
        "metadata": { "line": "2" },
        "retry_after": "1.500s",
    });
    assert_eq!(json, expected);
    let response = problem.response("id");
    assert_eq!(response.headers()[header::CONTENT_TYPE], MEDIA_TYPE);
    assert_eq!(response.headers()[header::RETRY_AFTER], "2", "never earlier than was asked for");
}

#[test]
fn a_defect_tells_nothing_of_itself() {
    for status in [Status::internal("at src/secret.rs"), Status::unknown("secret"), Status::data_loss("secret")] {
        let text = String::from_utf8(Problem::from(&status).json("id")).unwrap();
        assert!(!text.contains("secret"), "{text}");
        assert!(text.contains("about:blank"), "{text}");
    }
    let bug = Refusal::Bug("secret".to_owned()).problem("id");
    assert_eq!(bug.status, 500);
    assert!(!String::from_utf8(bug.json("id")).unwrap().contains("secret"));
}

#[test]
fn a_message_that_is_too_large_is_not_a_quota() {
    let details = ErrorDetails::with_error_info("MESSAGE_TOO_LARGE", "rpc.o2c", []);
    let status = Status::with_error_details(Code::ResourceExhausted, "too large", details);
    assert_eq!(Problem::from(&status).status, 413);
}

#[test]
fn the_methods_of_a_path_are_told_with_those_that_come_for_free() {
    let problem = Refusal::MethodNotAllowed(vec![http::Method::GET, http::Method::POST]).problem("id");
    assert_eq!(problem.response("id").headers()[header::ALLOW], "GET, HEAD, OPTIONS, POST");
}
