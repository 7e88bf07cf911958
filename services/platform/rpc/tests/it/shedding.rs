//! Too much to do: who waits, who is sent away.

use std::{sync::Arc, time::Duration};

use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::{
    Transport,
    server::ServerConfig,
    status::{reason_of, retry_delay},
};
use tokio::sync::Semaphore;
use tonic::{Code, Response, Status};

use super::subject::{ask, ask_with, contract, contract_where, server_under};

fn config(concurrency: usize, queue: usize) -> ServerConfig {
    ServerConfig { concurrency, queue, retry_after: Duration::from_millis(70), ..ServerConfig::default() }
}

/// A server whose handlers end one by one, as the gate lets them.
fn gated(config: &ServerConfig, criticality: &str) -> (Transport, Arc<Semaphore>, Arc<Semaphore>) {
    let (gate, begun) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (wait, tell) = (gate.clone(), begun.clone());
    let contract = match criticality {
        "CRITICALITY_NORMAL" => contract(),
        other => Arc::new(contract_where("CRITICALITY_NORMAL", other)),
    };
    let transport = server_under(config, contract, move |_| {
        let (wait, tell) = (wait.clone(), tell.clone());
        async move {
            tell.add_permits(1);
            wait.acquire().await.unwrap().forget();
            Ok(Backlog::default())
        }
    });
    (transport, gate, begun)
}

fn spawn(transport: &Transport) -> tokio::task::JoinHandle<Result<Response<Backlog>, Status>> {
    let transport = transport.clone();
    tokio::spawn(async move { ask(&transport).await })
}

async fn at_work(begun: &Semaphore, calls: u32) {
    begun.acquire_many(calls).await.unwrap().forget();
}

#[tokio::test]
async fn calls_beyond_the_queue_are_told_to_come_back() {
    let (transport, gate, begun) = gated(&config(1, 1), "CRITICALITY_NORMAL");
    let working = spawn(&transport);
    at_work(&begun, 1).await;
    let waiting = spawn(&transport);
    tokio::time::sleep(Duration::from_millis(20)).await;

    let status = ask(&transport).await.unwrap_err();

    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(reason_of(&status).as_deref(), Some("OVERLOADED"));
    assert_eq!(retry_delay(&status), Some(Duration::from_millis(70)));
    gate.add_permits(2);
    working.await.unwrap().unwrap();
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn reports_are_shed_before_all_places_are_taken() {
    let (transport, gate, begun) = gated(&config(4, 100), "CRITICALITY_SHEDDABLE");
    let working: Vec<_> = (0..3).map(|_| spawn(&transport)).collect();
    at_work(&begun, 3).await;

    assert_eq!(ask(&transport).await.unwrap_err().code(), Code::Unavailable);

    gate.add_permits(3);
    for call in working {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn the_end_of_the_queue_is_kept_for_what_is_critical() {
    for (criticality, waiting) in [("CRITICALITY_NORMAL", 3), ("CRITICALITY_CRITICAL", 4)] {
        let (transport, gate, begun) = gated(&config(1, 4), criticality);
        let calls: Vec<_> = (0..5).map(|_| spawn(&transport)).collect();
        at_work(&begun, 1).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
        gate.add_permits(5);

        let mut served = 0;
        for call in calls {
            served += usize::from(call.await.unwrap().is_ok());
        }
        assert_eq!(served, 1 + waiting, "{criticality}");
    }
}

#[tokio::test]
async fn who_gives_up_waiting_leaves_the_queue() {
    let (transport, gate, begun) = gated(&config(1, 1), "CRITICALITY_NORMAL");
    let working = spawn(&transport);
    at_work(&begun, 1).await;

    let impatient = ask_with(&transport, |request| request.set_timeout(Duration::from_millis(20)));
    assert_eq!(impatient.await.unwrap_err().code(), Code::DeadlineExceeded);

    let patient = spawn(&transport);
    tokio::time::sleep(Duration::from_millis(20)).await;
    gate.add_permits(2);
    working.await.unwrap().unwrap();
    patient.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_handler_whose_caller_is_gone_keeps_its_place_until_it_ends() {
    let (transport, gate, begun) = gated(&config(1, 0), "CRITICALITY_NORMAL");
    let gone = ask_with(&transport, |request| request.set_timeout(Duration::from_millis(20)));
    assert_eq!(gone.await.unwrap_err().code(), Code::DeadlineExceeded);
    at_work(&begun, 1).await;

    assert_eq!(ask(&transport).await.unwrap_err().code(), Code::Unavailable);

    gate.add_permits(2);
    while let Err(status) = ask(&transport).await {
        assert_eq!(status.code(), Code::Unavailable);
        tokio::task::yield_now().await;
    }
}
