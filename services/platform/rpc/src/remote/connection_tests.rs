//! One connection, and what is sent on it.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use bytes::Bytes;
use futures::StreamExt;
use http_body_util::{BodyExt, Full, StreamBody};
use o2c_kernel::Deadline;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tokio_util::sync::CancellationToken;
use tonic::{Status, body::Body, codegen::StdError, service::Routes};

use super::{connection::Connection, message::Message};
use crate::{
    layer::{Request, Response},
    timeout,
};

/// More than any window that is open from the start.
const LARGE: usize = 6 * 1024 * 1024;

/// Serves until it is told to stop; then it says goodbye on its connections.
async fn serve<F>(
    address: &str,
    answer: impl Fn(http::Request<Body>) -> F + Clone + Send + Sync + 'static,
) -> (SocketAddr, CancellationToken)
where
    F: Future<Output = Response> + Send + 'static,
{
    let listener = TcpListener::bind(address).await.unwrap();
    let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
    let answer = tower::service_fn(move |request: http::Request<_>| {
        let answered = answer(request.map(Body::new));
        async move { Ok::<_, Infallible>(answered.await) }
    });
    let routes = Routes::from(Routes::default().into_axum_router().fallback_service(answer));
    let serving = tonic::transport::Server::builder().add_routes(routes);
    let stopped = stop.clone().cancelled_owned();
    tokio::spawn(serving.serve_with_incoming_shutdown(TcpListenerStream::new(listener), stopped));
    (address, stop)
}

async fn echo(request: http::Request<Body>) -> Response {
    let headers = request.headers().clone();
    let whole = request.into_body().collect().await.unwrap().to_bytes();
    let mut response = http::Response::new(Body::new(Full::new(whole)));
    *response.headers_mut() = headers;
    response
}

/// As a call does, with the time that the request names.
async fn send(connection: &Connection, request: Request) -> Result<http::Response<h2::RecvStream>, StdError> {
    let until = timeout::read(request.headers()).unwrap().map(Deadline::after);
    let (head, body) = request.into_parts();
    let message = Message::begin(body, until).await?;
    connection.send(head, message, until).await.map_err(|failed| failed.error)
}

fn request(body: Body) -> Request {
    http::Request::post("/o2c.Any/Call").body(body).unwrap()
}

#[tokio::test]
async fn a_message_larger_than_any_window_goes_and_comes_back_whole() {
    let (address, _stop) = serve("127.0.0.1:0", echo).await;
    let connection = Connection::new(address, None);
    let sent: Bytes = (0..LARGE).map(|at| (at % 251) as u8).collect::<Vec<_>>().into();
    let answer = send(&connection, request(Body::new(Full::new(sent.clone())))).await.unwrap();
    let received = super::answer::received(answer).into_body().collect().await.unwrap().to_bytes();
    assert!(received == sent, "{} bytes of {}", received.len(), sent.len());

    // in many pieces, of which the last one is known only once it is there
    let pieces = futures::stream::iter(sent.chunks(10_000).map(Bytes::copy_from_slice).collect::<Vec<_>>());
    let slowly = pieces.then(|piece| async {
        tokio::task::yield_now().await;
        Ok::<_, Status>(http_body::Frame::data(piece))
    });
    let answer = send(&connection, request(Body::new(StreamBody::new(slowly)))).await.unwrap();
    let received = super::answer::received(answer).into_body().collect().await.unwrap().to_bytes();
    assert!(received == sent, "{} bytes of {}", received.len(), sent.len());
}

#[tokio::test]
async fn an_answer_is_there_before_all_was_heard() {
    let refuse = async |_request| http::Response::builder().status(413).body(Body::empty()).unwrap();
    let (address, _stop) = serve("127.0.0.1:0", move |request| Box::pin(refuse(request))).await;
    let endless =
        futures::stream::repeat_with(|| Ok::<_, Status>(http_body::Frame::data(Bytes::from(vec![0; 65_536]))));
    let answer = send(&Connection::new(address, None), request(Body::new(StreamBody::new(endless)))).await.unwrap();
    assert_eq!(answer.status(), 413);
}

#[tokio::test]
async fn a_connection_that_is_gone_is_made_anew() {
    let (address, stop) = serve("127.0.0.1:0", echo).await;
    let connection = Connection::new(address, None);
    send(&connection, request(Body::empty())).await.unwrap();
    stop.cancel();
    while send(&connection, request(Body::empty())).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let (again, _stop) = serve(&address.to_string(), echo).await;
    assert_eq!(again, address);
    send(&connection, request(Body::empty())).await.expect("over a new one");
}

#[tokio::test]
async fn what_belonged_to_another_connection_does_not_go_on_and_the_rest_does() {
    let (address, _stop) = serve("127.0.0.1:0", echo).await;
    let mut asked = request(Body::empty());
    for (name, value) in [("connection", "keep-alive"), ("transfer-encoding", "chunked"), ("host", "x"), ("kept", "y")]
    {
        asked.headers_mut().insert(name, value.parse().unwrap());
    }
    let answer = send(&Connection::new(address, None), asked).await.unwrap();
    let names: Vec<&str> = answer.headers().keys().map(http::HeaderName::as_str).collect();
    assert!(names.contains(&"kept") && !names.contains(&"connection") && !names.contains(&"host"), "{names:?}");
}

#[tokio::test]
async fn a_call_ends_when_its_time_is_over_and_its_caller_may_go_away() {
    let never = async |_request| std::future::pending::<Response>().await;
    let (address, _stop) = serve("127.0.0.1:0", move |request| Box::pin(never(request))).await;
    let connection = Connection::new(address, None);
    let mut timed = request(Body::empty());
    timed.headers_mut().insert("grpc-timeout", "50m".parse().unwrap());
    let error = send(&connection, timed).await.unwrap_err();
    assert!(error.is::<tonic::TimeoutExpired>(), "{error}");
    let broken = futures::stream::iter([
        Ok(http_body::Frame::data(Bytes::from_static(b"half"))),
        Err(Status::cancelled("the caller has gone")),
    ]);
    let error = send(&connection, request(Body::new(StreamBody::new(broken)))).await.unwrap_err();
    assert!(error.is::<Status>(), "{error}");
    let gone = tokio::time::timeout(Duration::from_millis(50), send(&connection, request(Body::empty())));
    assert!(gone.await.is_err(), "nobody answers");
}
