//! Sets that come again, and what they must not do.

use std::{sync::Arc, time::Duration};

use o2c_messaging::{Bus, Envelope, replay};
use o2c_store::Engine;
use o2c_testkit::{NatsServer, engines};

use super::{bus, consumer_without_heads, known, options, process::Process, publish_rounds, relay, settled, shut_down};
use crate::support::{MIGRATIONS, Notes, noted, troubled, with_notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_consumer_committed_before_it_died_comes_again_and_changes_nothing() {
    for database in engines().await {
        let store = database.open("notes").await;
        store.migrate(MIGRATIONS).await.unwrap();
        let notes = Notes::new(store.clone()).await;
        let server = NatsServer::start();
        let bus = bus(&server).await;
        notes.publish(vec![noted(1), noted(1)]).await;
        let set: Arc<[Envelope]> = notes.stream().await.into();

        let doomed = Process::start();
        let (options, opened, producer) = (options(&server), database.open("notes").await, bus.clone());
        let sent = Arc::clone(&set);
        doomed
            .run(async move {
                let bus = Bus::jetstream(options).await.unwrap();
                let notes = Notes::new(opened).await;
                let mut subscription = bus.subscribe("notes", &["notes"], &notes.store);
                known(&bus).await;
                known(&producer).await;
                assert!(producer.deliver("notes", sent).await.await);
                let delivered = subscription.next().await.unwrap();
                assert_eq!(notes.take(&delivered.set).await.handled, 2);
                // it dies here: nothing is acknowledged, nothing given back
                std::mem::forget((subscription, delivered));
            })
            .await;
        doomed.kill();

        let mut subscription = bus.subscribe("notes", &["notes"], &notes.store);
        let delivered = subscription.next().await.unwrap();
        assert_eq!(delivered.set, set);
        let report = notes.take(&delivered.set).await;
        assert_eq!((report.handled, report.doubles), (0, 2));
        delivered.done();
        left_at_broker(&bus, 0).await;
        notes.assert_taken_of(1, &[1, 2]).await;
        subscription.close().await;
        store.close().await;
        database.remove().await;
    }
}

/// Until so many sets are not acknowledged yet.
async fn left_at_broker(bus: &Bus, sets: u64) {
    while bus.undelivered("notes", &["notes"]).await.unwrap() != sets {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_that_takes_longer_than_the_broker_waits_does_not_come_a_second_time() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let mut options = options(&server);
        options.ack_wait = Duration::from_millis(300);
        let bus = Bus::jetstream(options).await.unwrap();
        let mut subscription = bus.subscribe("notes", &["notes"], &notes.store);
        known(&bus).await;
        notes.publish(vec![noted(1)]).await;
        assert!(bus.deliver("notes", notes.stream().await.into()).await.await);
        let long = subscription.next().await.unwrap();
        let second = tokio::time::timeout(Duration::from_millis(1_500), subscription.next()).await;
        assert!(second.is_err(), "it came again: {second:?}");
        long.done();
        left_at_broker(&bus, 0).await;
        subscription.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_that_cannot_be_written_comes_again_until_it_can_and_stops_no_other() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        notes.break_the_world(true);
        refuse_to_park(&notes).await;
        // one fact a set: the bad one is refused by its handler, and that it failed cannot be written down
        let relay = relay(&notes, &bus, 1);
        notes.publish(vec![troubled(1, 1)]).await;
        for _ in 0..10 {
            notes.publish((2..12).map(noted).collect()).await;
        }
        notes.taken(100).await;
        assert_eq!(notes.taken_of(1).await, [] as [i64; 0]);
        left_at_broker(&bus, 1).await;
        notes.break_the_world(false);
        settled(&notes, &bus).await;
        notes.assert_taken_of(1, &[1]).await;
        assert_eq!(notes.journal().await.len(), 101);
        shut_down([relay, consumer]).await;
    })
    .await;
}

/// A database that does not take a row.
async fn refuse_to_park(notes: &Notes) {
    match notes.store.engine() {
        Engine::Sqlite => {
            let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON parked_event BEGIN SELECT RAISE(ABORT, 'no'); END";
            notes.execute(trigger).await;
        }
        Engine::Postgres => {
            let function = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
                            'BEGIN RAISE EXCEPTION ''no''; END'";
            notes.execute(function).await;
            let trigger = "CREATE TRIGGER refuse BEFORE INSERT ON parked_event FOR EACH ROW EXECUTE FUNCTION refuse()";
            notes.execute(trigger).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_wakes_after_another_took_its_place_changes_nothing() {
    for database in engines().await {
        let store = database.open("notes").await;
        store.migrate(MIGRATIONS).await.unwrap();
        let notes = Notes::new(store.clone()).await;
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        known(&bus).await;

        let slow = Process::start();
        let (options, opened) = (options(&server), database.open("notes").await);
        let late = slow
            .run(async move {
                let bus = Bus::jetstream(options).await.unwrap();
                let notes = Notes::new(opened).await;
                (relay(&notes, &bus, 1), notes)
            })
            .await;
        // Wherever it stands when it is stopped: it may have read, sent, or not marked what it sent. One that stands in a
        // transaction holds its database's locks, and nobody takes its place: such a round does not count.
        let (mut rounds, mut overtaken) = (0, 0);
        while overtaken < 3 {
            assert!(rounds < 20, "nobody takes its place");
            rounds += 1;
            publish_rounds(&notes).await;
            let paused = slow.pause().await;
            let other = relay(&notes, &bus, 32);
            let settling = tokio::time::timeout(Duration::from_secs(3), settled(&notes, &bus));
            if settling.await.is_ok() {
                overtaken += 1;
                notes.assert_taken(20, 10 * rounds).await;
            }
            drop(paused);
            settled(&notes, &bus).await;
            // the lease is the slow one's again
            other.shutdown().await;
        }
        // and all that it could have had in hand, sent at its latest: the same sets, cut as nobody cut them before
        assert!(replay::replay(&notes.store, &bus, 0).await.unwrap().complete);
        for set in notes.stream().await.chunks(11) {
            assert!(bus.deliver("notes", Arc::from(set)).await.await);
        }
        settled(&notes, &bus).await;
        notes.assert_taken(20, 10 * rounds).await;

        shut_down([consumer]).await;
        slow.run(late.0.shutdown()).await;
        late.1.store.close().await;
        store.close().await;
        database.remove().await;
    }
}
