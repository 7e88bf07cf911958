//! Headers: what they mean to the message, and what goes on.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use o2c_gateway::{Gateway, GatewayOptions};
use tonic::body::Body;

use super::subject::{Answer, Subject, body, library, trusting};

fn with(mut request: Request<Body>, headers: &[(&'static str, &str)]) -> Request<Body> {
    for (name, value) in headers {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    request
}

fn text(subject: &Subject, message: &str, field: &str) -> String {
    subject.message(message).get_field_by_name(field).unwrap().as_str().unwrap().to_owned()
}

const WRITE: &str = "o2c.books.v1.WriteBook";
const KEY: &str = "6f1c0f5e-6a39-4a43-9a05-0c5f2f6f8d01";

#[tokio::test]
async fn an_idempotency_key_is_the_request_id() {
    let library = Subject::new();
    for value in [KEY.to_owned(), format!("\"{KEY}\"")] {
        let request = with(body("PATCH", "/v1/books/1", "{}"), &[("idempotency-key", &value)]);
        assert_eq!(library.send(request).await.status, 200);
        assert_eq!(text(&library, WRITE, "request_id"), KEY);
    }
    let same = format!(r#"{{"requestId":"{KEY}"}}"#);
    let request = with(body("PATCH", "/v1/books/1", same), &[("idempotency-key", KEY)]);
    assert_eq!(library.send(request).await.status, 200);
    let request = with(body("PATCH", "/v1/books/1", r#"{"requestId":"other"}"#), &[("idempotency-key", KEY)]);
    assert_eq!(library.send(request).await.violations(), [("request_id".to_owned(), "CONFLICT".to_owned())]);
}

#[tokio::test]
async fn a_key_that_could_have_no_effect_is_refused() {
    let library = Subject::new();
    let request = with(body("POST", "/v1/books:batchWrite", "{}"), &[("idempotency-key", KEY)]);
    assert_eq!(library.send(request).await.violations(), [("idempotency-key".to_owned(), "UNSUPPORTED".to_owned())]);
    let twice = with(body("PATCH", "/v1/books/1", "{}"), &[("idempotency-key", KEY), ("idempotency-key", KEY)]);
    assert_eq!(library.send(twice).await.violations(), [("idempotency-key".to_owned(), "DUPLICATE".to_owned())]);
    let read = with(Request::get("/v1/books/1").body(Body::empty()).unwrap(), &[("idempotency-key", KEY)]);
    assert_eq!(library.send(read).await.status, 200, "reading needs none");
}

#[tokio::test]
async fn what_brings_no_key_gets_one() {
    let library = Subject::new();
    library.send(body("PATCH", "/v1/books/1", "{}")).await.served();
    assert_eq!(text(&library, WRITE, "request_id").len(), 36);
    let got = library.post("/v1/books:batchWrite", r#"{"requests":[{},{"requestId":"mine"},{}]}"#).await.served();
    let keys: Vec<&str> =
        got["requests"].as_array().unwrap().iter().map(|one| one["requestId"].as_str().unwrap()).collect();
    assert_eq!((keys[0].len(), keys[1], keys[2].len()), (36, "mine", 36));
    assert_ne!(keys[0], keys[2]);
}

#[tokio::test]
async fn if_match_is_the_version_that_the_caller_saw() {
    let library = Subject::new();
    for (value, etag) in [("\"v1\"", "\"v1\""), ("v1", "\"v1\""), ("*", "")] {
        let request = with(body("PATCH", "/v1/books/1", "{}"), &[("if-match", value)]);
        assert_eq!(library.send(request).await.status, 200);
        let book = library.message(WRITE).get_field_by_name("book").unwrap().into_owned();
        assert_eq!(book.as_message().unwrap().get_field_by_name("etag").unwrap().as_str(), Some(etag), "{value}");
    }
    for value in ["W/\"v1\"", "\"a\", \"b\""] {
        let request = with(body("PATCH", "/v1/books/1", "{}"), &[("if-match", value)]);
        assert_eq!(library.send(request).await.violations(), [("if-match".to_owned(), "UNSUPPORTED".to_owned())]);
    }
    let request = with(body("POST", "/v1/books:batchWrite", "{}"), &[("if-match", "\"v\"")]);
    assert_eq!(library.send(request).await.violations(), [("if-match".to_owned(), "UNSUPPORTED".to_owned())]);
}

#[tokio::test]
async fn the_caller_the_trace_and_the_name_of_the_request_go_on_and_nothing_else() {
    let library = Subject::new();
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = with(
        Request::get("/v1/books/1").body(Body::empty()).unwrap(),
        &[
            ("o2c-tenant", "acme"),
            ("o2c-principal", "ann"),
            ("o2c-responsible", "bob"),
            ("o2c-scopes", "library.read"),
            ("o2c-scopes", "library.write"),
            ("traceparent", trace),
            ("x-request-id", "my-request"),
            ("cookie", "secret"),
            ("grpc-encoding", "gzip"),
        ],
    );
    let got = library.send(request).await;
    assert_eq!(got.header("x-request-id"), "my-request");
    let asked = library.asked().headers;
    let on = [
        ("o2c-tenant", "acme"),
        ("o2c-principal", "ann"),
        ("o2c-responsible", "bob"),
        ("traceparent", trace),
        ("x-request-id", "my-request"),
    ];
    for (name, value) in on {
        assert_eq!(asked[name], value);
    }
    assert_eq!(asked.get_all("o2c-scopes").iter().count(), 2, "two values are two: the service refuses them");
    assert!(!asked.contains_key("cookie") && !asked.contains_key("grpc-encoding"));
    let failed = library.get("/nowhere").await;
    assert_eq!(failed.json()["instance"], format!("urn:o2c:request:{}", failed.header("x-request-id")));
}

#[tokio::test]
async fn the_time_that_is_left_goes_on() {
    let library = Subject::new();
    for (name, value) in [("grpc-timeout", "5S"), ("request-timeout", "5")] {
        library.send(with(Request::get("/v1/books/1").body(Body::empty()).unwrap(), &[(name, value)])).await.served();
        let given = library.asked().headers["grpc-timeout"].to_str().unwrap().to_owned();
        let micros: u64 = given.strip_suffix('u').unwrap_or_else(|| panic!("{given}")).parse().unwrap();
        assert!((1..=5_000_000).contains(&micros), "{given}");
    }
    let strange = with(Request::get("/v1/books/1").body(Body::empty()).unwrap(), &[("request-timeout", "soon")]);
    assert_eq!(library.send(strange).await.violations(), [("request-timeout".to_owned(), "MALFORMED".to_owned())]);
}

#[tokio::test]
async fn a_service_that_never_answers_is_a_problem_when_the_time_is_over() {
    let silent = o2c_rpc::Transport::local(tower::service_fn(|_: Request<Body>| {
        futures::future::pending::<Result<http::Response<Body>, std::convert::Infallible>>()
    }));
    let options = GatewayOptions { default_deadline: Duration::from_millis(20), ..GatewayOptions::default() };
    let gateway = Gateway::new(&library(), silent.clone(), silent, options, trusting()).unwrap();
    let subject = Subject { transport: gateway.transport(), ..Subject::new() };
    let got = subject.get("/v1/books/1").await;
    assert_eq!((got.status.as_u16(), got.reason().as_str()), (504, "DEADLINE_EXCEEDED"));
    assert_eq!(got.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn what_a_service_asks_to_wait_is_told_in_a_header() {
    use tonic_types::{ErrorDetails, StatusExt};
    let status = tonic::Status::with_error_details(
        tonic::Code::Unavailable,
        "busy",
        ErrorDetails::with_retry_info(Some(Duration::from_millis(100))),
    );
    let library = Subject::answering(move |_| Answer { messages: Vec::<Bytes>::new(), end: Some(status.clone()) });
    let got = library.get("/v1/books/1").await;
    assert_eq!((got.status.as_u16(), got.headers[header::RETRY_AFTER].to_str().unwrap()), (503, "1"));
    assert_eq!(got.json()["retry_after"], "0.100s");
}
