//! What a message may weigh, in this process and over a connection alike.

use bytes::{BufMut, Bytes, BytesMut};
use futures::{StreamExt, stream};
use http_body::Frame;
use http_body_util::StreamBody;
use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::{Transport, server::ServerConfig};
use tonic::{Status, body::Body};
use tower::ServiceExt;

use super::subject::server;

const LIMIT: usize = 64;

/// A message of so many bytes (a field that nobody knows), its prefix promising `promised`, in frames of `cut` bytes.
async fn send(bytes: usize, promised: u32, cut: usize) -> http::Response<Body> {
    let config = ServerConfig { message_bytes: LIMIT, ..ServerConfig::default() };
    let transport: Transport = server(&config, |_| async { Ok(Backlog::default()) });
    let mut body = BytesMut::new();
    body.put_u8(0);
    body.put_u32(promised);
    // field 15, a text of the remaining length
    body.put_slice(&[0x7a, u8::try_from(bytes - 2).unwrap()]);
    body.put_bytes(b'x', bytes - 2);
    let frames: Vec<Bytes> = body.chunks(cut).map(Bytes::copy_from_slice).collect();
    let frames = stream::iter(frames).map(|data| Ok::<_, Status>(Frame::data(data)));
    let request = http::Request::post("http://any/o2c.runtime.v1.RuntimeService/GetBacklog")
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Body::new(StreamBody::new(frames)))
        .unwrap();
    transport.oneshot(request).await.unwrap()
}

fn code(response: &http::Response<Body>) -> &str {
    response.headers().get("grpc-status").map_or("0", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_message_within_the_limit_arrives_however_it_was_cut() {
    for cut in [1, 4, 5, 6, 1_000] {
        assert_eq!(code(&send(LIMIT, 64, cut).await), "0", "frames of {cut}");
    }
}

#[tokio::test]
async fn a_longer_one_is_refused_whatever_its_prefix_says() {
    for (bytes, promised) in [(LIMIT + 1, 65), (LIMIT + 1, 64), (10, 1_000_000_000)] {
        for cut in [1, 7, 1_000] {
            let answer = send(bytes, promised, cut).await;
            assert_eq!(code(&answer), "8", "{bytes} bytes that promise {promised}, in frames of {cut}");
        }
    }
}
