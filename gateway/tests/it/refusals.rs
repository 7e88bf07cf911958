//! What is refused by the head of a request alone, or by its size.

use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use http::{Request, Version};
use http_body::Frame;
use http_body_util::{Full, StreamBody};
use o2c_gateway::GatewayOptions;
use tonic::{Status, body::Body};

use super::subject::{Answer, Got, Subject, body, echo, library};

#[tokio::test]
async fn a_path_tells_its_methods() {
    let library = Subject::new();
    let got = library.send(body("DELETE", "/v1/books/1", "")).await;
    assert_eq!(
        (got.status.as_u16(), got.header("allow"), got.reason()),
        (405, "GET, HEAD, OPTIONS, PATCH", "METHOD_NOT_ALLOWED".to_owned())
    );
    let got = library.send(Request::options("/v1/books/1").body(Body::empty()).unwrap()).await;
    assert_eq!((got.status.as_u16(), got.header("allow"), got.bytes.len()), (204, "GET, HEAD, OPTIONS, PATCH", 0));
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v1/books/",
        "/v1/books//",
        "/v1/nothing",
        "/v1/books/1/x",
        "/v1/books/1:x/y",
        "//v1/books/1",
    ] {
        let got = library.get(path).await;
        assert_eq!((got.status.as_u16(), got.reason()), (404, "NO_SUCH_PATH".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn a_body_has_a_length_and_is_json() {
    let library = Subject::new();
    let post = || Request::post("/v1/everything");
    let json = || Body::new(Full::from("{}"));
    let without = post().header("content-type", "application/json").body(json()).unwrap();
    let got = library.send(without).await;
    assert_eq!((got.status.as_u16(), got.reason()), (411, "LENGTH_REQUIRED".to_owned()));
    let chunked = post().header("content-type", "application/json").header("transfer-encoding", "chunked");
    assert_eq!(library.send(chunked.body(json()).unwrap()).await.status, 200);
    let framed = post().version(Version::HTTP_2).header("content-type", "application/json");
    assert_eq!(library.send(framed.body(json()).unwrap()).await.status, 200, "HTTP/2 frames say where it ends");

    for (content_type, status) in [
        ("application/json; charset=UTF-8", 200),
        ("Application/JSON", 200),
        ("application/json;charset=latin1", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ] {
        let request = post().header("content-type", content_type).header("content-length", 2);
        assert_eq!(library.send(request.body(json()).unwrap()).await.status, status, "{content_type}");
    }
    let mut compressed = body("POST", "/v1/everything", "{}");
    compressed.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    assert_eq!(library.send(compressed).await.status, 415);
    assert_eq!(library.send(body("GET", "/v1/books/1", "{}")).await.violations()[0].0, "body");
}

#[tokio::test]
async fn what_is_too_long_is_refused() {
    let options = GatewayOptions { body_bytes: 100, uri_bytes: 200, header_bytes: 300, ..GatewayOptions::default() };
    let library = Subject::over(&library(), options, echo);
    let long = format!(r#"{{"string":"{}"}}"#, "x".repeat(100));
    let got = library.post("/v1/everything", long.clone()).await;
    assert_eq!((got.status.as_u16(), got.reason()), (413, "BODY_TOO_LARGE".to_owned()));

    // one that does not say how long it is is cut where it is too long
    let frames = stream::repeat_with(|| Ok::<_, Status>(Frame::data(Bytes::from_static(b"          "))));
    let endless = Request::post("/v1/everything").header("transfer-encoding", "chunked");
    let endless = endless.header("content-type", "application/json").body(Body::new(StreamBody::new(frames))).unwrap();
    assert_eq!(library.send(endless).await.status, 413);

    let got = library.get(&format!("/v1/books/1?etag={}", "x".repeat(200))).await;
    assert_eq!((got.status.as_u16(), got.reason()), (414, "URI_TOO_LONG".to_owned()));
    let request = Request::get("/v1/books/1").header("x-other", "x".repeat(300)).body(Body::empty()).unwrap();
    let got = library.send(request).await;
    assert_eq!((got.status.as_u16(), got.reason()), (431, "HEADERS_TOO_LARGE".to_owned()));
    assert_eq!(library.times(), 0);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_taken_for_a_whole_one() {
    let library = Subject::new();
    let frames = stream::iter([Ok(Frame::data(Bytes::from_static(b"{}"))), Err(Status::cancelled("gone"))]);
    let broken = Request::post("/v1/everything").header("content-type", "application/json");
    let broken = broken.header("content-length", 9).body(Body::new(StreamBody::new(frames))).unwrap();
    let got = library.send(broken).await;
    assert_eq!((got.status.as_u16(), got.reason()), (400, "BODY_BROKEN".to_owned()));
    assert_eq!(library.times(), 0);
}

#[tokio::test]
async fn too_many_requests_are_told_to_come_back() {
    let options = GatewayOptions { concurrency: 1, ..GatewayOptions::default() };
    let library = Subject::over(&library(), options, |_| Answer { messages: Vec::new(), end: None });
    // a body that never comes holds the only place
    let frames = stream::pending::<Result<Frame<Bytes>, Status>>();
    let waiting = Request::post("/v1/everything").header("content-length", 9).header("request-timeout", "0.2");
    let waiting = waiting.header("content-type", "application/json").body(Body::new(StreamBody::new(frames))).unwrap();
    let holder = tokio::spawn({
        let library = library.clone();
        async move { library.send(waiting).await }
    });
    let refused = loop {
        let got: Got = library.get("/nowhere").await;
        if got.status != 404 {
            break got;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    assert_eq!(
        (refused.status.as_u16(), refused.reason(), refused.header("retry-after")),
        (503, "OVERLOADED".to_owned(), "1")
    );
    assert_eq!(holder.await.unwrap().status, 504, "its time was over");
    assert_eq!(library.get("/nowhere").await.status, 404, "and its place is free again");
}
