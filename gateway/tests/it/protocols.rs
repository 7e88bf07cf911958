//! gRPC and gRPC-Web beside JSON.

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::Full;
use tonic::body::Body;

use super::subject::Subject;

const METHOD: &str = "/o2c.books.v1.LibraryService/GetBook";
/// A book of id 7, framed.
const FRAMED: &[u8] = b"\0\0\0\0\x02\x10\x07";

fn call(content_type: &str, version: Version, body: impl Into<Bytes>) -> Request<Body> {
    Request::post(METHOD)
        .version(version)
        .header("content-type", content_type)
        .header("te", "trailers")
        .body(Body::new(Full::new(body.into())))
        .unwrap()
}

#[tokio::test]
async fn grpc_passes_through() {
    let library = Subject::new();
    let got = library.send(call("application/grpc", Version::HTTP_2, FRAMED)).await;
    assert_eq!((got.header("content-type"), &*got.bytes), ("application/grpc", FRAMED));
    assert_eq!(library.asked().path, METHOD);
    let internal = Request::post("/o2c.books.v1.LibraryService/Reindex").version(Version::HTTP_2);
    let internal =
        internal.header("content-type", "application/grpc+proto").body(Body::new(Full::from(FRAMED))).unwrap();
    library.send(internal).await;
    assert_eq!(library.times(), 2, "what is internal is refused by its service's scope, not by the way to it");
}

#[tokio::test]
async fn grpc_web_passes_through_with_its_trailers_in_the_body() {
    let library = Subject::new();
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let got = library.send(call("application/grpc-web+proto", version, FRAMED)).await;
        assert_eq!(got.status, 200);
        assert!(got.bytes.starts_with(FRAMED), "{:?}", got.bytes);
        let trailers = String::from_utf8_lossy(&got.bytes[FRAMED.len()..]).into_owned();
        assert!(trailers.starts_with('\u{80}') || got.bytes[FRAMED.len()] == 0x80, "{trailers}");
        assert!(trailers.contains("grpc-status:0"), "{trailers}");
    }
    let mut text = call("application/grpc-web-text", Version::HTTP_11, "AAAAAAIQBw==");
    text.headers_mut().insert("accept", "application/grpc-web-text".parse().unwrap());
    let got = library.send(text).await;
    assert!(got.bytes.starts_with(b"AAAAAAIQB"), "{:?}", got.bytes);
}

#[tokio::test]
async fn grpc_over_http_1_is_refused_in_words() {
    let library = Subject::new();
    let got = library.send(call("application/grpc", Version::HTTP_11, FRAMED)).await;
    assert_eq!((got.status.as_u16(), library.times()), (415, 0));
    assert!(got.json()["detail"].as_str().unwrap().contains("gRPC-Web"));
}
