//! The same over a broker, and what only a broker can do to us.

mod broker;
mod carrying;
mod connecting;
mod process;
mod returning;
mod sharing;
mod standing;

use std::{sync::Arc, time::Duration};

use o2c_messaging::{
    Bus, HeadSource, JetStreamOptions, Relay, RelayOptions, Servers, StoreHeads, Worker, backlog::backlog,
};
use o2c_testkit::NatsServer;
use tokio_util::sync::CancellationToken;

use crate::support::{Notes, noted};

/// Everything that has to run out in a test runs out soon, and a stream asks for no more than a machine has that is
/// nearly full: a broker refuses a stream that could outgrow its disk.
fn options(server: &NatsServer) -> JetStreamOptions {
    let servers = Servers::parse(&server.url()).expect("a url");
    JetStreamOptions {
        lease: Duration::from_millis(900),
        ack_wait: Duration::from_secs(2),
        answer_timeout: Duration::from_secs(2),
        max_bytes: 64 << 20,
        ..JetStreamOptions::new(servers)
    }
}

async fn bus(server: &NatsServer) -> Bus {
    Bus::jetstream(options(server)).await.expect("a bus")
}

fn relay(notes: &Notes, bus: &Bus, set_size: usize) -> Worker {
    let options = RelayOptions {
        set_size,
        lease: Duration::from_millis(400),
        poll: Duration::from_millis(50),
        ..RelayOptions::default()
    };
    Relay::spawn(notes.store.clone(), notes.outbox.clone(), bus.clone(), options, CancellationToken::new())
}

/// A consumer that finds by the heads what the broker has lost.
fn consumer(notes: &Notes, bus: &Bus) -> Worker {
    let heads: Arc<dyn HeadSource> = Arc::new(StoreHeads::new(notes.store.clone()));
    notes.consumer.clone().spawn(bus, vec![heads], CancellationToken::new())
}

/// A consumer that has nothing but the broker.
fn consumer_without_heads(notes: &Notes, bus: &Bus) -> Worker {
    notes.consumer.clone().spawn(bus, vec![], CancellationToken::new())
}

/// Until the broker knows the consumer, and so keeps for it what is published.
async fn known(bus: &Bus) {
    for _ in 0..1_000 {
        if bus.undelivered("notes", &["notes"]).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the consumer is not there: {:?}", bus.undelivered("notes", &["notes"]).await);
}

/// Until nothing is on its way.
async fn settled(notes: &Notes, bus: &Bus) {
    for _ in 0..3_000 {
        if notes.is_settled().await && bus.undelivered("notes", &["notes"]).await.is_ok_and(|sets| sets == 0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{:?} {:?}", backlog(&notes.store).await, bus.undelivered("notes", &["notes"]).await);
}

async fn publish_rounds(notes: &Notes) {
    for _ in 0..10 {
        notes.publish((0..20).map(noted).collect()).await;
    }
}

async fn shut_down(workers: impl IntoIterator<Item = Worker>) {
    for worker in workers {
        worker.shutdown().await;
    }
}
