//! A broker that dies, forgets, and is full.

use std::time::Duration;

use o2c_messaging::{Bus, backlog::backlog};
use o2c_testkit::{NatsServer, engines};

use super::{
    bus, consumer, consumer_without_heads, known, options, process::Process, publish_rounds, relay, settled, shut_down,
};
use crate::support::{MIGRATIONS, Notes, bulky, noted, with_notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_killed_again_and_again_loses_nothing_and_doubles_nothing() {
    with_notes(async |notes| {
        let mut server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        let relay = relay(&notes, &bus, 7);
        for _ in 0..4 {
            publish_rounds(&notes).await;
            server.kill();
            publish_rounds(&notes).await;
            server.restart();
        }
        settled(&notes, &bus).await;
        notes.assert_taken(20, 80).await;
        shut_down([relay, consumer]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_broker_has_forgotten_is_found_at_once_by_a_consumer_that_never_stopped() {
    for database in engines().await {
        let store = database.open("notes").await;
        store.migrate(MIGRATIONS).await.unwrap();
        let notes = Notes::new(store.clone()).await;
        let mut server = NatsServer::start();
        let producer = bus(&server).await;

        let process = Process::start();
        let (options, opened) = (options(&server), database.open("notes").await);
        let consuming = process
            .run(async move {
                let bus = Bus::jetstream(options).await.unwrap();
                let notes = Notes::new(opened).await;
                (consumer(&notes, &bus), notes)
            })
            .await;
        known(&producer).await;
        notes.publish(vec![noted(0)]).await;
        let relay = relay(&notes, &producer, 1);
        notes.taken(1).await;

        // acknowledged by the broker, marked as published, and with nobody yet
        let paused = process.pause().await;
        for _ in 0..10 {
            notes.publish((1..21).map(noted).collect()).await;
        }
        while backlog(&notes.store).await.unwrap().outbox > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        server.wipe();
        server.restart();
        drop(paused);
        // sooner than the round of every minute
        notes.taken(201).await;
        for number in 1..21 {
            notes.assert_taken_of(number, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).await;
        }

        // and the new stream carries on
        known(&producer).await;
        notes.publish((0..21).map(noted).collect()).await;
        notes.taken(222).await;
        settled(&notes, &producer).await;
        assert_eq!(notes.journal().await.len(), 222);

        relay.shutdown().await;
        process.run(consuming.0.shutdown()).await;
        consuming.1.store.close().await;
        store.close().await;
        database.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_full_holds_its_producer_up_and_loses_nothing() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let mut options = options(&server);
        options.max_bytes = 2 << 20;
        let bus = Bus::jetstream(options).await.unwrap();
        let away = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        away.shutdown().await;
        let relay = relay(&notes, &bus, 4);
        for _ in 0..12 {
            notes.publish((0..5).map(|number| bulky(number, 100 << 10)).collect()).await;
        }
        // twice: what is refused once is refused again
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let kept = bus.undelivered("notes", &["notes"]).await.unwrap();
            let waiting = backlog(&notes.store).await.unwrap().outbox;
            assert!(kept > 0 && waiting >= 40, "{kept} sets are kept, {waiting} facts wait");
        }
        let consumer = consumer_without_heads(&notes, &bus);
        settled(&notes, &bus).await;
        notes.assert_taken(5, 12).await;
        shut_down([relay, consumer]).await;
    })
    .await;
}
