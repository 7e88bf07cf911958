//! Several processes of one consumer.

use std::time::Duration;

use o2c_messaging::{Bus, Worker};
use o2c_testkit::{NatsServer, TestDatabase, engines};

use super::{bus, consumer_without_heads, options, process::Process, publish_rounds, relay, settled};
use crate::support::{MIGRATIONS, Notes};

async fn consuming(database: &TestDatabase, server: &NatsServer) -> (Process, Worker, Notes) {
    let process = Process::start();
    let (options, opened) = (options(server), database.open("notes").await);
    let (worker, notes) = process
        .run(async move {
            let bus = Bus::jetstream(options).await.unwrap();
            let notes = Notes::new(opened).await;
            (consumer_without_heads(&notes, &bus), notes)
        })
        .await;
    (process, worker, notes)
}

/// Until the groups of partitions are dealt like this.
async fn dealt(notes: &Notes, parts: &[usize]) {
    let mut found = Vec::new();
    for _ in 0..2_000 {
        found = notes.parts().await;
        if found == parts {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{found:?} and not {parts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_share_the_partitions_and_take_over_from_one_that_dies_or_goes() {
    for database in engines().await {
        let store = database.open("notes").await;
        store.migrate(MIGRATIONS).await.unwrap();
        let notes = Notes::new(store.clone()).await;
        let server = NatsServer::start();
        let bus = bus(&server).await;

        let first = consuming(&database, &server).await;
        dealt(&notes, &[4]).await;
        super::known(&bus).await;
        let relay = relay(&notes, &bus, 7);
        publish_rounds(&notes).await;

        let second = consuming(&database, &server).await;
        publish_rounds(&notes).await;
        dealt(&notes, &[2, 2]).await;
        publish_rounds(&notes).await;
        settled(&notes, &bus).await;
        notes.assert_taken(20, 30).await;

        // one dies with facts on their way
        publish_rounds(&notes).await;
        first.0.kill();
        publish_rounds(&notes).await;
        settled(&notes, &bus).await;
        dealt(&notes, &[4]).await;
        notes.assert_taken(20, 50).await;

        // one goes as it should
        let third = consuming(&database, &server).await;
        dealt(&notes, &[2, 2]).await;
        publish_rounds(&notes).await;
        third.0.run(third.1.shutdown()).await;
        publish_rounds(&notes).await;
        settled(&notes, &bus).await;
        notes.assert_taken(20, 70).await;
        dealt(&notes, &[4]).await;

        second.0.run(second.1.shutdown()).await;
        dealt(&notes, &[]).await;
        relay.shutdown().await;
        second.2.store.close().await;
        third.2.store.close().await;
        store.close().await;
        database.remove().await;
    }
}
