//! Replicas that come, go and refuse.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use futures::StreamExt;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{body::Body, service::Routes};

use super::*;

/// A server that answers every path with OK and its own name.
async fn server(name: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = tower::service_fn(move |_request: http::Request<_>| async move {
        let mut response = http::Response::new(Body::empty());
        response.headers_mut().insert("name", name.parse().unwrap());
        Ok::<_, std::convert::Infallible>(response)
    });
    let routes = Routes::from(Routes::default().into_axum_router().fallback_service(answer));
    let serving = tonic::transport::Server::builder().add_routes(routes);
    tokio::spawn(serving.serve_with_incoming(TcpListenerStream::new(listener)));
    address
}

/// How many of so many calls each server answered; "" stands for a failure.
async fn calls(transport: &Transport, count: usize) -> HashMap<String, usize> {
    let mut answered = HashMap::new();
    for _ in 0..count {
        let request = http::Request::post("http://any/o2c.Any/Call").body(Body::empty()).unwrap();
        let answer = transport.send(request).await;
        let name = answer.ok().and_then(|answer| Some(answer.headers().get("name")?.to_str().ok()?.to_owned()));
        *answered.entry(name.unwrap_or_default()).or_default() += 1;
    }
    answered
}

/// Called at once: the first call waits until names were resolved.
fn resolved(addresses: &[SocketAddr]) -> Transport {
    Transport::remote(addresses.iter().map(|address| address.to_string().parse().unwrap()).collect())
}

#[tokio::test]
async fn calls_are_spread_over_the_replicas() {
    let transport = resolved(&[server("a").await, server("b").await]);
    let answered = calls(&transport, 40).await;
    assert_eq!(answered.values().sum::<usize>(), 40);
    assert!(answered["a"] >= 10 && answered["b"] >= 10, "{answered:?}");
}

#[tokio::test]
async fn a_replica_that_refuses_is_left_alone_for_a_while() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let transport = resolved(&[gone, server("a").await]);
    // what one did not take goes to the other, without any layer that tries again
    assert_eq!(calls(&transport, 40).await, HashMap::from([("a".to_owned(), 40)]));
}

#[tokio::test]
async fn what_was_sent_is_sent_to_nobody_else() {
    let asked = Arc::new(AtomicUsize::new(0));
    let mut addresses = Vec::new();
    for _ in 0..2 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        addresses.push(listener.local_addr().unwrap());
        let asked = Arc::clone(&asked);
        let answer = tower::service_fn(move |request: http::Request<_>| {
            let asked = Arc::clone(&asked);
            async move {
                // it has read everything, and then its connection ends
                http_body_util::BodyExt::collect(Body::new(request.into_body())).await.unwrap();
                asked.fetch_add(1, Ordering::Relaxed);
                std::future::pending::<Result<http::Response<Body>, std::convert::Infallible>>().await
            }
        });
        let routes = Routes::from(Routes::default().into_axum_router().fallback_service(answer));
        let serving = tonic::transport::Server::builder().add_routes(routes);
        tokio::spawn(serving.serve_with_incoming_shutdown(
            TcpListenerStream::new(listener).map(|stream| {
                let stream = stream?.into_std()?;
                let ended = stream.try_clone()?;
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    ended.shutdown(std::net::Shutdown::Both)
                });
                tokio::net::TcpStream::from_std(stream)
            }),
            std::future::pending(),
        ));
    }
    let transport = resolved(&addresses);
    let request = http::Request::post("http://any/o2c.Any/Call");
    let body = http_body_util::Full::new(bytes::Bytes::from_static(b"once"));
    assert!(transport.send(request.body(Body::new(body)).unwrap()).await.is_err());
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}

/// A server that dies in the middle of its answer: it says less than it has announced.
async fn dying() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = tower::service_fn(|_request: http::Request<_>| async {
        let begun = http_body::Frame::data(bytes::Bytes::from_static(b"\0\0\0\0\x08half"));
        let dead = async {
            // so that its beginning has arrived
            tokio::time::sleep(Duration::from_millis(100)).await;
            Err("dead")
        };
        let frames = futures::stream::iter([Ok(begun)]).chain(futures::stream::once(dead));
        let body = http_body_util::StreamBody::new(frames);
        let response = http::Response::builder().header("content-type", "application/grpc");
        Ok::<_, std::convert::Infallible>(response.body(Body::new(body)).unwrap())
    });
    let routes = Routes::from(Routes::default().into_axum_router().fallback_service(answer));
    let serving = tonic::transport::Server::builder().add_routes(routes);
    tokio::spawn(serving.serve_with_incoming(TcpListenerStream::new(listener)));
    address
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_unavailable_and_not_internal() {
    // as whoever passes calls on serves it
    let passed_on = Transport::local(resolved(&[dying().await]).into_routes());
    let mut client = tonic::client::Grpc::new(passed_on);
    client.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static("/o2c.Any/Call");
    let refused = client.unary(tonic::Request::new(bytes::Bytes::new()), path, crate::bytes_codec::BytesCodec);
    let refused = refused.await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unavailable, "{refused:?}");
}

#[tokio::test]
async fn without_a_replica_the_answer_says_so() {
    let transport = Transport::remote(Vec::new());
    let request = http::Request::post("http://any/o2c.Any/Call").body(Body::empty()).unwrap();
    let answer = transport.send(request).await.unwrap();
    assert_eq!(answer.headers()["grpc-status"], "14");
}
