//! From the outbox over the bus to the inbox, with crashes.

use std::{sync::Arc, time::Duration};

use o2c_messaging::{Bus, Lease, Relay, RelayOptions, Tamper, Worker, replay};
use o2c_testkit::HostileBus;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::support::{Notes, noted, with_notes};

fn relay(notes: &Notes, bus: &Bus, set_size: usize) -> Worker {
    relay_with(notes, bus, RelayOptions { set_size, lease: Duration::from_millis(400), ..RelayOptions::default() })
}

fn relay_with(notes: &Notes, bus: &Bus, options: RelayOptions) -> Worker {
    Relay::spawn(notes.store.clone(), notes.outbox.clone(), bus.clone(), options, CancellationToken::new())
}

fn consumer(notes: &Notes, bus: &Bus) -> Worker {
    notes.consumer.clone().spawn(bus, vec![], CancellationToken::new())
}

/// As if their marks had been lost.
const UNMARK_LATER_FACTS: &str = "\
INSERT INTO outbox_unpublished SELECT position, position, recorded_at FROM outbox WHERE sequence > 10 AND NOT EXISTS
    (SELECT 1 FROM outbox_unpublished AS run WHERE position BETWEEN run.first_position AND run.last_position)";

async fn publish_rounds(notes: &Notes) {
    for _ in 0..10 {
        notes.publish((0..20).map(noted).collect()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_published_arrives_once_and_in_order_in_sets_of_any_size() {
    for size in [1, 7, 256] {
        with_notes(async |notes| {
            let bus = Bus::local();
            let workers = [consumer(&notes, &bus), relay(&notes, &bus, size)];
            publish_rounds(&notes).await;
            notes.settled().await;
            notes.assert_taken(20, 10).await;
            for worker in workers {
                worker.shutdown().await;
            }
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fact_arrives_within_milliseconds_of_its_commit() {
    with_notes(async |notes| {
        let bus = Bus::local();
        let workers = [consumer(&notes, &bus), relay(&notes, &bus, 256)];
        notes.publish(vec![noted(1)]).await;
        notes.settled().await;
        let mut fastest = Duration::MAX;
        for round in 2..12 {
            notes.publish(vec![noted(1)]).await;
            let committed = Instant::now();
            while notes.taken_of(1).await.len() < round {
                tokio::task::yield_now().await;
            }
            fastest = fastest.min(committed.elapsed());
        }
        assert!(fastest < Duration::from_millis(50), "{fastest:?}: something polls");
        for worker in workers {
            worker.shutdown().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_put_back_under_a_relay_ends_its_service_and_nothing_of_it_is_told() {
    with_notes(async |notes| {
        let bus = Bus::local();
        let workers = [consumer(&notes, &bus), relay(&notes, &bus, 256)];
        notes.publish(vec![noted(1)]).await;
        notes.publish(vec![noted(2)]).await;
        notes.settled().await;

        // a standby without the last fact has become the primary
        notes.execute("DELETE FROM outbox WHERE position > 1").await;
        notes.execute("DELETE FROM aggregate_head WHERE aggregate_id NOT IN (SELECT aggregate_id FROM outbox)").await;
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        assert!(!notes.outbox.found_behind().is_cancelled(), "nothing is to be told");
        notes.publish(vec![noted(1), noted(3)]).await;

        let found = tokio::time::timeout(Duration::from_secs(20), notes.outbox.found_behind().cancelled()).await;
        assert!(found.is_ok(), "the relay goes on");
        assert_eq!(notes.taken_of(1).await, [1]);
        assert_eq!(notes.taken_of(3).await, Vec::<i64>::new());
        for worker in workers {
            worker.shutdown().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_between_effect_and_mark_delivers_again_and_changes_nothing() {
    with_notes(async |notes| {
        let bus = Bus::local();
        let consumer = consumer(&notes, &bus);
        for _ in 0..5 {
            let relay = relay(&notes, &bus, 7);
            publish_rounds(&notes).await;
            relay.abort().await;
        }
        notes.execute(UNMARK_LATER_FACTS).await;
        let relay = relay(&notes, &bus, 7);
        notes.settled().await;
        notes.assert_taken(20, 50).await;
        relay.shutdown().await;
        consumer.shutdown().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_that_is_away_loses_nothing() {
    with_notes(async |notes| {
        let bus = Bus::local();
        let first = consumer(&notes, &bus);
        let relay = relay(&notes, &bus, 7);
        publish_rounds(&notes).await;
        first.abort().await;
        publish_rounds(&notes).await;
        assert!(!notes.is_settled().await, "nothing is marked that was not taken");
        let second = consumer(&notes, &bus);
        notes.settled().await;
        notes.assert_taken(20, 20).await;
        relay.shutdown().await;
        second.shutdown().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_a_hostile_bus_everything_arrives_once_and_in_order() {
    with_notes(async |notes| {
        let hostile = Arc::new(HostileBus::new(11));
        let tamper: Tamper = Arc::new(move |set| hostile.disturb(set));
        let bus = Bus::tampered(tamper);
        let workers = [consumer(&notes, &bus), relay(&notes, &bus, 32)];
        publish_rounds(&notes).await;
        // what the bus holds back to the end is pulled by the heads
        let heads = o2c_messaging::StoreHeads::new(notes.store.clone());
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
            o2c_messaging::heads::catch_up(&notes.consumer, &heads, None).await.unwrap();
            if notes.is_settled().await {
                break;
            }
        }
        notes.assert_taken(20, 10).await;
        for worker in workers {
            worker.shutdown().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_without_the_lease_publishes_nothing_until_it_gets_it() {
    with_notes(async |notes| {
        let lease = Duration::from_secs(60);
        let mut other = Lease::new(notes.store.clone(), format!("relay {}", notes.outbox.producer()), lease);
        assert!(other.hold().await.unwrap());
        let bus = Bus::local();
        let options = RelayOptions { lease, ..RelayOptions::default() };
        let workers = [consumer(&notes, &bus), relay_with(&notes, &bus, options)];
        notes.publish(vec![noted(0)]).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(notes.journal().await.len(), 0);
        other.release().await.unwrap();
        notes.settled().await;
        notes.assert_taken(1, 1).await;
        for worker in workers {
            worker.shutdown().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_ran_out_goes_to_the_next_and_is_not_ours_any_more() {
    with_notes(async |notes| {
        let mut first = Lease::new(notes.store.clone(), "a", Duration::from_secs(1));
        let mut second = Lease::new(notes.store.clone(), "a", Duration::from_secs(1));
        assert!(first.hold().await.unwrap());
        assert!(!second.hold().await.unwrap());
        tokio::time::sleep(Duration::from_millis(1_050)).await;
        assert!(!first.is_held());
        assert!(second.hold().await.unwrap());
        assert!(!first.hold().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_lease_of_a_clock_that_was_put_back_since_holds_nobody_up() {
    with_notes(async |notes| {
        let mut gone = Lease::new(notes.store.clone(), "a", Duration::from_secs(60));
        let mut next = Lease::new(notes.store.clone(), "a", Duration::from_secs(60));
        assert!(gone.hold().await.unwrap());
        assert!(!next.hold().await.unwrap());
        notes.execute("UPDATE lease SET expires_at = expires_at + 7200000000").await;
        let mut next = Lease::new(notes.store.clone(), "a", Duration::from_secs(60));
        assert!(next.hold().await.unwrap());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replay_delivers_again_and_doubles_are_dropped() {
    with_notes(async |notes| {
        let bus = Bus::local();
        publish_rounds(&notes).await;
        let worker = consumer(&notes, &bus);
        let first = replay::replay(&notes.store, &bus, 0).await.unwrap();
        assert_eq!((first.facts, first.complete), (200, true));
        let second = replay::replay(&notes.store, &bus, first.position - 50).await.unwrap();
        assert_eq!(second.facts, 50);
        notes.assert_taken(20, 10).await;
        worker.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_time_leads_to_the_position_from_which_on_to_replay() {
    with_notes(async |notes| {
        let hour = 3_600_000_000_i64;
        for number in 1..=20 {
            notes.publish(vec![noted(number)]).await;
        }
        notes.execute(&format!("UPDATE outbox SET recorded_at = position * {hour}")).await;
        notes.execute("DELETE FROM outbox WHERE position IN (6, 7)").await;
        let before = async |hours: i64| {
            replay::position_before(&notes.store, o2c_kernel::Instant::from_micros(hours * hour + hour / 2))
                .await
                .unwrap()
        };
        assert_eq!(before(-1).await, 0);
        assert_eq!(before(3).await, 3);
        assert!((5..=7).contains(&before(6).await));
        assert_eq!(before(8).await, 8);
        assert_eq!(before(1_000).await, 20);
    })
    .await;
}

/// The counts are the process's: other tests may use some of them up, and must hold all the same.
#[cfg(feature = "failpoints")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_between_effect_mark_and_acknowledgement_happens_once() {
    use o2c_kernel::failpoint::{Failpoint, set};

    let points = [
        Failpoint::StoreAfterCommit,
        Failpoint::RelayBeforePublish,
        Failpoint::RelayAfterPublish,
        Failpoint::RelayAfterMark,
        Failpoint::ConsumerBeforeAck,
    ];
    for point in points {
        with_notes(async |notes| {
            publish_rounds(&notes).await;
            set(point, "notes", "2*return(error)->off");
            let bus = Bus::local();
            let workers = [consumer(&notes, &bus), relay(&notes, &bus, 7)];
            notes.settled().await;
            notes.assert_taken(20, 10).await;
            for worker in workers {
                worker.shutdown().await;
            }
        })
        .await;
    }
}
