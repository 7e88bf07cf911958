//! Answers: their form, their version, and failures.

use bytes::Bytes;
use http::{Request, header};
use serde_json::json;
use tonic::{Code, Status, body::Body};

use super::subject::{Answer, Subject, body};

#[tokio::test]
async fn a_resource_is_answered_with_its_version() {
    let library = Subject::new();
    let got = library.get("/v1/books/1?etag=%22v7%22").await;
    assert_eq!((got.header("etag"), got.header("content-type")), ("\"v7\"", "application/json"));
    for none in ["", "?etag=v7", "?etag=%22", "?etag=%22a%22b%22", "?etag=%22a%0Ab%22"] {
        assert_eq!(library.get(&format!("/v1/books/1{none}")).await.header("etag"), "", "{none}");
    }
}

#[tokio::test]
async fn an_answer_may_be_one_field() {
    let titles = Bytes::from_static(b"\x0a\x01a\x0a\x01b");
    let library = Subject::answering(move |_| Answer { messages: vec![titles.clone()], end: None });
    assert_eq!(library.get("/v1/titles").await.served(), json!(["a", "b"]));
    let empty = Subject::answering(|_| Answer { messages: vec![Bytes::new()], end: None });
    assert_eq!(empty.get("/v1/titles").await.served(), json!([]));
}

#[tokio::test]
async fn details_of_a_status_are_shown_by_their_fields() {
    let library = Subject::new();
    let mut message =
        prost_reflect::DynamicMessage::new(library.pool.get_message_by_name("o2c.books.v1.Everything").unwrap());
    let info = tonic_types::pb::ErrorInfo { reason: "R".to_owned(), ..Default::default() };
    let retry = tonic_types::pb::RetryInfo { retry_delay: Some(prost_types::Duration { seconds: 1, nanos: 0 }) };
    let any = |name: &str, value: Vec<u8>| prost_types::Any { type_url: format!("type.googleapis.com/{name}"), value };
    let status = tonic_types::Status {
        code: 9,
        message: "no".to_owned(),
        details: vec![
            any("google.rpc.ErrorInfo", prost::Message::encode_to_vec(&info)),
            any("google.rpc.RetryInfo", prost::Message::encode_to_vec(&retry)),
            any("nobody.Knows", vec![255]),
            any("google.rpc.ErrorInfo", vec![255]),
        ],
    };
    let mut held = prost_reflect::DynamicMessage::new(library.pool.get_message_by_name("google.rpc.Status").unwrap());
    held.transcode_from(&status).unwrap();
    message.set_field_by_name("status", prost_reflect::Value::Message(held));
    let bytes = Bytes::from(prost::Message::encode_to_vec(&message));
    let library = Subject::answering(move |_| Answer { messages: vec![bytes.clone()], end: None });
    let expected = json!({ "status": { "code": 9, "message": "no", "details": [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "R" },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "1s" },
        { "@type": "type.googleapis.com/nobody.Knows", "value": "/w==" },
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "value": "/w==" },
    ] } });
    assert_eq!(library.get("/v1/everything").await.served(), expected);
}

#[tokio::test]
async fn each_code_of_a_service_comes_as_its_status() {
    for (code, status) in
        [(Code::NotFound, 404), (Code::Aborted, 409), (Code::Unauthenticated, 401), (Code::Internal, 500)]
    {
        let library =
            Subject::answering(move |_| Answer { messages: Vec::new(), end: Some(Status::new(code, "said")) });
        let got = library.get("/v1/books/1").await;
        assert_eq!(got.status, status);
        assert_eq!(got.header("content-type"), "application/problem+json");
        assert_eq!(got.json()["status"], status);
    }
}

#[tokio::test]
async fn an_answer_that_nobody_can_read_is_a_defect_and_tells_nothing() {
    for bytes in [&b"\xff"[..], b"\x0a\xff", b"\x42\x03\x0a\x01_"] {
        let library = Subject::answering(move |_| Answer { messages: vec![Bytes::from_static(bytes)], end: None });
        let got = library.get("/v1/books/1").await;
        assert_eq!(got.status, 500);
        assert_eq!(got.json()["type"], "about:blank");
    }
}

#[tokio::test]
async fn the_head_of_an_answer_can_be_had_alone() {
    let library = Subject::new();
    let got = library.send(Request::head("/v1/books/1?etag=%22v%22").body(Body::empty()).unwrap()).await;
    assert_eq!((got.status.as_u16(), got.header("etag"), got.bytes.len()), (200, "\"v\"", 0));
}

#[tokio::test]
async fn an_answer_can_be_had_as_json_only() {
    let library = Subject::new();
    for (accept, status) in
        [("application/json", 200), ("*/*;q=0.1", 200), ("text/html", 406), ("application/x-ndjson", 406)]
    {
        let mut request = body("POST", "/v1/everything", "{}");
        request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
        let got = library.send(request).await;
        assert_eq!(got.status, status, "{accept}");
        if status == 406 {
            assert_eq!(got.json()["detail"], "the answer can be had as application/json");
        }
    }
}
