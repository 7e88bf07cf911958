//! Who tries again, when, and how often.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use o2c_kernel::machine_now;
use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::{
    Contract, Transport,
    client::{ClientConfig, client},
    server::ServerConfig,
};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::subject::{ask, ask_with, contract, contract_where, server};

fn config() -> ClientConfig {
    ClientConfig { first_backoff: Duration::from_millis(1), ..ClientConfig::default() }
}

/// A server that fails so many times before it answers, and how often it was asked.
fn failing(times: u32, status: impl Fn() -> Status + Send + Sync + 'static) -> (Transport, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let counter = asked.clone();
    let transport = server(&ServerConfig::default(), move |_| {
        let nth = counter.fetch_add(1, Ordering::SeqCst);
        let answer = if nth < times { Err(status()) } else { Ok(Backlog::default()) };
        async { answer }
    });
    (transport, asked)
}

fn down() -> Status {
    Status::unavailable("down")
}

#[tokio::test]
async fn unavailable_is_tried_again_and_the_request_arrives_whole() {
    let (transport, asked) = failing(2, down);
    ask(&client(transport, &config(), contract())).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn tries_are_bounded() {
    let (transport, asked) = failing(100, down);
    let status = ask(&client(transport, &config(), contract())).await.unwrap_err();
    assert_eq!((status.code(), asked.load(Ordering::SeqCst)), (Code::Unavailable, 3));
}

#[tokio::test]
async fn nothing_else_is_tried_again() {
    for code in [Code::Aborted, Code::Internal, Code::DeadlineExceeded, Code::ResourceExhausted, Code::Unknown] {
        let (transport, asked) = failing(100, move || Status::new(code, "no"));
        let status = ask(&client(transport, &config(), contract())).await.unwrap_err();
        assert_eq!((status.code(), asked.load(Ordering::SeqCst)), (code, 1));
    }
}

#[tokio::test]
async fn a_method_that_says_nothing_of_repeating_is_not_repeated() {
    let unspecified = contract_where("IDEMPOTENCY_READ_ONLY", "IDEMPOTENCY_UNSPECIFIED");
    for contract in [unspecified, Contract::default()] {
        let (transport, asked) = failing(100, down);
        ask(&client(transport, &config(), Arc::new(contract))).await.unwrap_err();
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn the_budget_of_retries_runs_dry() {
    let (transport, asked) = failing(u32::MAX, down);
    let transport = client(transport, &ClientConfig { retry_reserve: 4, ..config() }, contract());

    for _ in 0..100 {
        ask(&transport).await.unwrap_err();
    }

    let retries = asked.load(Ordering::SeqCst) - 100;
    assert!((4..=14).contains(&retries), "4 in reserve and one for ten calls: {retries}");
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let (transport, _) = failing(1, || {
        let details = ErrorDetails::with_retry_info(Some(Duration::from_millis(80)));
        Status::with_error_details(Code::Unavailable, "busy", details)
    });
    let begun = machine_now();
    ask(&client(transport, &config(), contract())).await.unwrap();
    assert!(machine_now().since(begun) >= Duration::from_millis(80));
}

#[tokio::test]
async fn no_try_is_made_for_which_no_time_is_left() {
    let (transport, asked) = failing(1, || {
        let details = ErrorDetails::with_retry_info(Some(Duration::from_secs(60)));
        Status::with_error_details(Code::Unavailable, "busy", details)
    });
    let begun = machine_now();
    let transport = client(transport, &config(), contract());
    let answer = ask_with(&transport, |request| request.set_timeout(Duration::from_secs(5)));
    assert_eq!(answer.await.unwrap_err().code(), Code::Unavailable);
    assert!(machine_now().since(begun) < Duration::from_secs(5), "the answer comes at once");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
