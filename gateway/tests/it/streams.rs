//! Streamed answers: a line each, or an event each.

use bytes::Bytes;
use http::Request;
use tonic::{Status, body::Body};

use super::subject::{Answer, Got, Subject};

fn books(end: Option<Status>) -> Subject {
    Subject::answering(move |_| Answer {
        messages: vec![Bytes::from_static(b"\x10\x01"), Bytes::from_static(b"\x0a\x03a\nb")],
        end: end.clone(),
    })
}

async fn watch(subject: &Subject, accept: &str) -> Got {
    let request = Request::get("/v1/books:watch").header("accept", accept).body(Body::empty()).unwrap();
    subject.send(request).await
}

#[tokio::test]
async fn a_stream_is_lines_or_events() {
    let library = books(None);
    for accept in ["application/x-ndjson", "*/*"] {
        let got = watch(&library, accept).await;
        assert_eq!(got.header("content-type"), "application/x-ndjson");
        assert_eq!(got.bytes, "{\"id\":\"1\"}\n{\"name\":\"a\\nb\"}\n");
    }
    let got = watch(&library, "text/event-stream").await;
    assert_eq!(got.header("content-type"), "text/event-stream");
    assert_eq!(got.bytes, "data: {\"id\":\"1\"}\n\ndata: {\"name\":\"a\\nb\"}\n\nevent: end\ndata: {}\n\n");
    assert_eq!(watch(&library, "application/json").await.status, 406);
}

#[tokio::test]
async fn a_stream_that_breaks_says_so_at_its_end() {
    let library = books(Some(Status::not_found("no more")));
    let got = watch(&library, "application/x-ndjson").await;
    assert_eq!(got.status, 200, "it had begun");
    let text = String::from_utf8(got.bytes.to_vec()).unwrap();
    let last: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((&last["@error"]["status"], &last["@error"]["detail"]), (&404.into(), &"no more".into()));
    let got = watch(&library, "text/event-stream").await;
    let text = String::from_utf8(got.bytes.to_vec()).unwrap();
    assert!(text.contains("\n\nevent: error\ndata: {\"type\":"), "{text}");
    assert!(!text.contains("event: end"), "{text}");
}

#[tokio::test]
async fn a_stream_that_never_began_is_a_problem() {
    let library = Subject::answering(|_| Answer { messages: Vec::new(), end: Some(Status::permission_denied("no")) });
    let got = watch(&library, "text/event-stream").await;
    assert_eq!((got.status.as_u16(), got.header("content-type")), (403, "application/problem+json"));
}

#[tokio::test]
async fn an_answer_in_a_stream_that_nobody_can_read_ends_it() {
    let library = Subject::answering(|_| Answer { messages: vec![Bytes::from_static(b"\xff")], end: None });
    let got = watch(&library, "*/*").await;
    let line: serde_json::Value = serde_json::from_slice(&got.bytes).unwrap();
    assert_eq!(line["@error"]["status"], 500);
}
