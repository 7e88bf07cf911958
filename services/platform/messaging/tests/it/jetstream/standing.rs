//! A database that was put back, and the broker that has seen more of it.

use std::time::Duration;

use o2c_messaging::{Behind, Bus, Outbox, Standing, backlog::backlog, standing};
use o2c_testkit::NatsServer;

use super::{bus, consumer_without_heads, known, relay, settled};
use crate::support::{Notes, aggregate, noted, with_notes};

const PATIENCE: Duration = Duration::from_secs(10);

async fn stands(notes: &Notes, bus: &Bus) -> Standing {
    standing(&notes.store, bus, PATIENCE).await.unwrap()
}

fn is_current(standing: &Standing) -> bool {
    matches!(standing, Standing::Current)
}

/// Three facts of one aggregate, told and taken; all that is to be noted is noted then.
async fn three_facts_told(notes: &Notes, bus: &Bus) {
    let relay = relay(notes, bus, 7);
    for _ in 0..3 {
        notes.publish(vec![noted(1)]).await;
    }
    settled(notes, bus).await;
    relay.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_was_put_back_is_found_behind_and_tells_the_broker_nothing() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        assert!(is_current(&stands(&notes, &bus).await), "the first start");
        three_facts_told(&notes, &bus).await;
        assert!(is_current(&stands(&notes, &bus).await), "another start");

        notes.execute("UPDATE aggregate_head SET last_sequence = 2; DELETE FROM outbox WHERE sequence = 3").await;
        let Standing::Behind(Behind { producer, delivered }) = stands(&notes, &bus).await else {
            panic!("what was delivered is not on record");
        };
        assert_eq!((producer.as_str(), delivered.aggregate_id, delivered.last_sequence), ("notes", aggregate(1), 3));

        // one that began all the same, as without an answer of the broker
        let outbox = Outbox::open(&notes.store).await.unwrap();
        let began = Notes { outbox: outbox.clone(), ..notes.clone() };
        began.publish(vec![noted(2)]).await;
        let silent = relay(&began, &bus, 7);
        outbox.found_behind().cancelled().await;
        assert_eq!(backlog(&notes.store).await.unwrap().outbox, 1, "nobody is told");
        assert_eq!(notes.journal().await.len(), 3);
        silent.shutdown().await;

        // brought together again
        notes.execute("UPDATE aggregate_head SET last_sequence = 3 WHERE last_sequence = 2").await;
        assert!(is_current(&stands(&notes, &bus).await));
        let speaking = relay(&notes, &bus, 7);
        notes.taken(4).await;
        speaking.shutdown().await;
        consumer.shutdown().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broker_that_is_away_says_nothing_and_one_that_was_wiped_accuses_nobody() {
    with_notes(async |notes| {
        let mut server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        three_facts_told(&notes, &bus).await;
        notes.execute("UPDATE aggregate_head SET last_sequence = 2").await;

        server.kill();
        let unknown = standing(&notes.store, &bus, Duration::from_millis(100)).await.unwrap();
        assert!(matches!(unknown, Standing::Unknown(_)), "{unknown:?}");
        server.restart();
        let mut found = stands(&notes, &bus).await;
        while matches!(found, Standing::Unknown(_)) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            found = stands(&notes, &bus).await;
        }
        assert!(matches!(found, Standing::Behind(_)), "the note survived: {found:?}");

        server.wipe();
        server.restart();
        while !is_current(&found) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            found = stands(&notes, &bus).await;
        }
        consumer.shutdown().await;
    })
    .await;
}
