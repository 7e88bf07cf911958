//! Every call has an end, on both sides, and it is DEADLINE_EXCEEDED.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::future::pending;
use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::{
    Transport,
    client::{ClientConfig, client},
    server::ServerConfig,
    status::reason_of,
};
use tonic::Code;

use super::subject::{ask, ask_with, contract, server};

const SHORT: Duration = Duration::from_millis(30);

#[tokio::test]
async fn a_call_that_runs_out_of_time_is_told_so() {
    let transport = server(&ServerConfig::default(), |_| pending());
    let status = ask_with(&transport, |request| request.set_timeout(SHORT)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(reason_of(&status).as_deref(), Some("DEADLINE_EXCEEDED"));
}

#[tokio::test]
async fn a_call_that_names_no_deadline_gets_the_default_one() {
    let config = ServerConfig { default_deadline: SHORT, ..ServerConfig::default() };
    let transport = server(&config, |_| pending());
    assert_eq!(ask(&transport).await.unwrap_err().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn no_call_gets_more_than_the_maximum() {
    let config = ServerConfig { max_deadline: SHORT, ..ServerConfig::default() };
    let transport = server(&config, |_| pending());
    let answer = ask_with(&transport, |request| request.set_timeout(Duration::from_secs(3600)));
    assert_eq!(answer.await.unwrap_err().code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn what_is_expired_is_not_begun() {
    let begun = Arc::new(AtomicBool::new(false));
    let seen = begun.clone();
    let transport = server(&ServerConfig::default(), move |_| {
        seen.store(true, Ordering::SeqCst);
        async { Ok(Backlog::default()) }
    });
    let status = ask_with(&transport, |request| request.set_timeout(Duration::ZERO)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert!(!begun.load(Ordering::SeqCst));
}

#[tokio::test]
async fn the_handler_knows_the_deadline() {
    let transport = server(&ServerConfig::default(), |call| async move {
        let left = call.deadline.remaining();
        assert!(left > Duration::from_secs(15) && left <= Duration::from_secs(20), "{left:?}");
        Ok(Backlog::default())
    });
    ask_with(&transport, |request| request.set_timeout(Duration::from_secs(20))).await.unwrap();
}

#[tokio::test]
async fn a_strange_timeout_is_refused() {
    let transport = server(&ServerConfig::default(), |_| async { Ok(Backlog::default()) });
    let answer = ask_with(&transport, |request| {
        request.metadata_mut().insert("grpc-timeout", "soon".parse().unwrap());
    });
    assert_eq!(answer.await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_client_does_not_wait_for_a_server_that_never_answers() {
    let silent = Transport::local(tower::service_fn(|_| pending::<Result<_, tonic::Status>>()));
    let config = ClientConfig { default_deadline: SHORT, ..ClientConfig::default() };
    let transport = client(silent, &config, contract());

    assert_eq!(ask(&transport).await.unwrap_err().code(), Code::DeadlineExceeded);
    let status = ask_with(&transport, |request| request.set_timeout(Duration::ZERO)).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn a_client_tells_the_server_how_long_it_waits() {
    let config = ClientConfig { default_deadline: Duration::from_secs(3), ..ClientConfig::default() };
    let transport = server(&ServerConfig::default(), |call| async move {
        assert!(call.deadline.remaining() <= Duration::from_secs(3));
        Ok(Backlog::default())
    });
    ask(&client(transport, &config, contract())).await.unwrap();
}
