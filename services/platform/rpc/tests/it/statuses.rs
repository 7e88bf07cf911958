//! From an error to a status and back.

use std::time::Duration;

use o2c_kernel::{Explain, Kind, Precondition, Violations};
use o2c_rpc::{
    InvalidRequest,
    status::{self, error_info, field_violations, reason_of, retry_delay, rpc_status},
};
use tonic::Code;
use tonic_types::StatusExt;

#[derive(Debug, thiserror::Error)]
#[error("stock of KETTLE is 3, not 10")]
struct Refusal {
    kind: Kind,
    source: std::io::Error,
}

fn refusal(kind: Kind) -> Refusal {
    Refusal { kind, source: std::io::Error::other("postgres://o2c:secret@db/orders") }
}

impl Explain for Refusal {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn reason(&self) -> &'static str {
        "STOCK_SHORT"
    }

    fn domain(&self) -> &'static str {
        "fulfillment.o2c"
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        vec![("sku", "KETTLE".into())]
    }

    fn preconditions(&self) -> Vec<Precondition> {
        vec![Precondition { kind: "STOCK".into(), subject: "KETTLE".into(), description: "too little".into() }]
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(Duration::from_secs(2))
    }
}

#[test]
fn every_kind_has_its_code() {
    for (kind, code) in [
        (Kind::InvalidArgument, Code::InvalidArgument),
        (Kind::NotFound, Code::NotFound),
        (Kind::AlreadyExists, Code::AlreadyExists),
        (Kind::FailedPrecondition, Code::FailedPrecondition),
        (Kind::Aborted, Code::Aborted),
        (Kind::PermissionDenied, Code::PermissionDenied),
        (Kind::Unauthenticated, Code::Unauthenticated),
        (Kind::ResourceExhausted, Code::ResourceExhausted),
        (Kind::Unavailable, Code::Unavailable),
        (Kind::DeadlineExceeded, Code::DeadlineExceeded),
        (Kind::OutOfRange, Code::OutOfRange),
        (Kind::Internal, Code::Internal),
    ] {
        assert_eq!(status::status(&refusal(kind), None).code(), code);
        assert_eq!(rpc_status(&refusal(kind)).code, code as i32);
    }
}

#[test]
fn a_refusal_explains_itself() {
    let status = status::status(&refusal(Kind::FailedPrecondition), Some("r-1"));

    assert_eq!(status.message(), "stock of KETTLE is 3, not 10");
    assert_eq!(reason_of(&status).as_deref(), Some("STOCK_SHORT"));
    let info = error_info(&status).unwrap();
    assert_eq!((info.domain.as_str(), info.metadata["sku"].as_str()), ("fulfillment.o2c", "KETTLE"));
    let precondition = &status.get_details_precondition_failure().unwrap().violations[0];
    assert_eq!((precondition.r#type.as_str(), precondition.subject.as_str()), ("STOCK", "KETTLE"));
    assert_eq!(retry_delay(&status), Some(Duration::from_secs(2)));
    assert!(!format!("{status:?}").contains("secret"), "causes stay in the log");
}

#[test]
fn internal_leaks_nothing() {
    let status = status::status(&refusal(Kind::Internal), Some("r-1"));
    assert_eq!(status.message(), "internal error");
    assert_eq!(error_info(&status).map(|info| info.reason), None);
    assert_eq!(retry_delay(&status), None);
    assert_eq!(status.get_details_request_info().unwrap().request_id, "r-1");

    let item = rpc_status(&refusal(Kind::Internal));
    assert_eq!((item.message.as_str(), item.details.len()), ("internal error", 0));
}

#[test]
fn all_bad_fields_are_named_up_to_what_headers_carry() {
    let mut violations = Violations::default();
    for line in 0..1_000 {
        violations.add(format!("lines[{line}].quantity"), "NOT_POSITIVE", "must be more than zero");
    }
    let status = status::status(&InvalidRequest { violations, domain: "orders.o2c" }, None);

    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(reason_of(&status).as_deref(), Some("INVALID_REQUEST"));
    let named = field_violations(&status);
    assert_eq!(named.len(), 50);
    assert_eq!(named[7], ("lines[7].quantity".to_owned(), "must be more than zero".to_owned()));
    assert!(status.message().len() <= 1_027 && status.message().ends_with('…'));
    assert!(status.details().len() < 8 * 1024, "{} bytes", status.details().len());
}
