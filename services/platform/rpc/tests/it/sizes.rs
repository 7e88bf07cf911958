//! What a message may weigh, in this process and over a connection alike.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::{BufMut, Bytes, BytesMut};
use futures::{StreamExt, stream};
use http::Request;
use http_body::Frame;
use http_body_util::{Full, StreamBody};
use o2c_proto::runtime::v1::Backlog;
use o2c_proto::runtime::v1::{GetBacklogRequest, runtime_service_client::RuntimeServiceClient};
use o2c_rpc::{
    Transport,
    server::{SMALL_MESSAGE, ServerConfig},
};
use tokio::sync::Semaphore;
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

/// A request of this size and more, whose field nobody knows.
fn framed(bytes: usize) -> Request<Body> {
    let mut body = BytesMut::new();
    body.put_u8(0);
    // the field's key, and its length in four bytes
    body.put_u32(u32::try_from(bytes + 5).unwrap());
    body.put_u8(0x7a);
    let length = u32::try_from(bytes).unwrap();
    body.put_slice(&[0, 7, 14].map(|shift| (length >> shift) as u8 | 0x80));
    body.put_u8((length >> 21) as u8);
    body.put_bytes(b'x', bytes);
    Request::post("http://any/o2c.runtime.v1.RuntimeService/GetBacklog")
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Body::new(Full::new(body.freeze())))
        .unwrap()
}

#[tokio::test]
async fn large_messages_are_worked_on_a_few_at_a_time_and_small_ones_pass_them_by() {
    const PLACES: usize = 2;
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let gate = Arc::new(Semaphore::new(0));
    let config = ServerConfig { large_messages: PLACES, ..ServerConfig::default() };
    let transport = server(&config, {
        let (now, most, gate) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&gate));
        move |call| {
            let (now, most, gate) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&gate));
            async move {
                if call.tenant().as_str() == "small" {
                    return Ok(Backlog::default());
                }
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                gate.acquire().await.unwrap().forget();
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(Backlog::default())
            }
        }
    });
    let large: Vec<_> = (0..6).map(|_| tokio::spawn(transport.clone().oneshot(framed(SMALL_MESSAGE)))).collect();
    while now.load(Ordering::SeqCst) < PLACES {
        tokio::task::yield_now().await;
    }
    let mut small = tonic::Request::new(GetBacklogRequest::default());
    small.metadata_mut().insert("o2c-tenant", "small".parse().unwrap());
    RuntimeServiceClient::new(transport).get_backlog(small).await.unwrap();
    gate.add_permits(large.len());
    for answer in large {
        assert_eq!(code(&answer.await.unwrap().unwrap()), "0");
    }
    assert_eq!(most.load(Ordering::SeqCst), PLACES);
}
