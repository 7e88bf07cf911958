//! The usual way, and messages that are not what they should be.

use std::{collections::HashMap, sync::Arc};

use o2c_messaging::{Bus, Consumer, Envelope, StoreHeads, heads, replay};
use o2c_testkit::{HostileBus, NatsServer};
use uuid::Uuid;

use super::{bus, consumer, consumer_without_heads, known, options, publish_rounds, relay, settled, shut_down};
use crate::support::{bulky, noted, with_notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_published_arrives_once_and_in_order_in_sets_of_any_size() {
    for size in [1, 7, 256] {
        with_notes(async |notes| {
            let server = NatsServer::start();
            let bus = bus(&server).await;
            let consumer = consumer_without_heads(&notes, &bus);
            known(&bus).await;
            let relay = relay(&notes, &bus, size);
            publish_rounds(&notes).await;
            settled(&notes, &bus).await;
            notes.assert_taken(20, 10).await;
            shut_down([relay, consumer]).await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_the_usual_way_the_facts_of_an_aggregate_come_in_their_order() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let mut subscription = bus.subscribe("notes", &["notes"], &notes.store);
        known(&bus).await;
        let relay = relay(&notes, &bus, 7);
        publish_rounds(&notes).await;
        let mut came: HashMap<Uuid, Vec<i64>> = HashMap::new();
        while came.values().map(Vec::len).sum::<usize>() < 200 {
            for envelope in next(&mut subscription).await {
                came.entry(envelope.aggregate_id).or_default().push(envelope.sequence);
            }
        }
        let expected: Vec<i64> = (1..=10).collect();
        assert!(came.values().all(|sequences| *sequences == expected), "{came:?}");
        relay.shutdown().await;
        subscription.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_that_were_stated_before_anybody_listened_are_found_by_their_heads() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let relay = relay(&notes, &bus, 32);
        publish_rounds(&notes).await;
        notes.settled().await;
        let consumer = consumer(&notes, &bus);
        notes.taken(200).await;
        notes.assert_taken(20, 10).await;
        shut_down([relay, consumer]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sets_that_are_doubled_reordered_and_cut_anew_have_one_effect() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        publish_rounds(&notes).await;
        let hostile = HostileBus::new(13);
        for set in notes.stream().await.chunks(20) {
            for set in hostile.disturb(set) {
                assert!(bus.deliver("notes", Arc::from(set)).await.await);
            }
        }
        for set in hostile.release() {
            assert!(bus.deliver("notes", Arc::from(set)).await.await);
        }
        notes.taken(200).await;
        notes.assert_taken(20, 10).await;
        shut_down([consumer]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_no_set_of_its_producer_is_dropped_and_what_comes_behind_it_is_not() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        let stranger = async_nats::jetstream::new(async_nats::connect(server.url()).await.unwrap());
        notes.publish(vec![noted(1)]).await;
        let foreign = foreign_set(notes.stream().await);
        for partition in 0..options(&server).partitions {
            for payload in [b"\xff\xffno set".to_vec(), Vec::new(), foreign.clone()] {
                stranger.publish(format!("o2c.notes.{partition}"), payload.into()).await.unwrap().await.unwrap();
            }
        }
        let relay = relay(&notes, &bus, 256);
        settled(&notes, &bus).await;
        notes.assert_taken_of(1, &[1]).await;
        shut_down([relay, consumer]).await;
    })
    .await;
}

/// A later fact, said in the name of another producer.
fn foreign_set(stream: Vec<Envelope>) -> Vec<u8> {
    use prost::Message as _;
    let events = stream.into_iter().map(|mut envelope| {
        envelope.producer = Arc::from("payments");
        envelope.to_proto()
    });
    o2c_proto::common::v1::EventSet { events: events.collect() }.encode_to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_set_is_dropped_by_the_broker_but_not_one_that_is_asked_for_again() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let mut subscription = bus.subscribe("notes", &["notes"], &notes.store);
        known(&bus).await;
        notes.publish(vec![noted(1), noted(1), noted(1)]).await;
        let set: Arc<[Envelope]> = notes.stream().await.into();
        for _ in 0..3 {
            assert!(bus.deliver("notes", Arc::clone(&set)).await.await, "a double is in good hands too");
        }
        // the same facts in the same set
        let replayed = replay::replay(&notes.store, &bus, 0).await.unwrap();
        assert_eq!((replayed.facts, replayed.complete), (3, true));
        // a marker behind them: what was not dropped comes before it
        notes.publish(vec![noted(1)]).await;
        let marker = notes.stream().await.split_off(3);
        assert!(bus.deliver("notes", Arc::from(marker.clone())).await.await);
        for expected in [&*set, &*set, &marker] {
            assert_eq!(next(&mut subscription).await, expected);
        }
        subscription.close().await;
    })
    .await;
}

async fn next(subscription: &mut o2c_messaging::Subscription) -> Vec<Envelope> {
    let delivered = subscription.next().await.expect("a set");
    let set = delivered.set.to_vec();
    delivered.done();
    set
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fact_too_large_for_the_broker_stops_nobody_and_is_found_by_its_head() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let first = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        let relay = relay(&notes, &bus, 256);
        notes.publish(vec![noted(1), bulky(2, 1 << 20), bulky(3, 600 << 10), noted(4)]).await;
        notes.taken(3).await;
        assert_eq!(notes.taken_of(2).await, [] as [i64; 0]);
        notes.settled().await;
        heads::catch_up(&notes.consumer, &StoreHeads::new(notes.store.clone()), None).await.unwrap();
        notes.assert_taken_of(2, &[1]).await;
        shut_down([relay, first]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bus_tells_what_a_consumer_has_before_it() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        assert!(bus.undelivered("notes", &["notes"]).await.is_err(), "nobody has subscribed");
        let away = consumer_without_heads(&notes, &bus);
        known(&bus).await;
        away.shutdown().await;
        let relay = relay(&notes, &bus, 1);
        notes.publish((0..20).map(noted).collect()).await;
        notes.settled().await;
        assert_eq!(bus.undelivered("notes", &["notes"]).await.unwrap(), 20);
        let consumer = consumer_without_heads(&notes, &bus);
        settled(&notes, &bus).await;
        notes.assert_taken(20, 1).await;
        assert_eq!(Bus::local().undelivered("notes", &["notes"]).await.unwrap(), 0);
        shut_down([relay, consumer]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_consumers_each_get_all_facts() {
    with_notes(async |notes| {
        let server = NatsServer::start();
        let bus = bus(&server).await;
        let consumer = consumer_without_heads(&notes, &bus);
        let other = Consumer::new("other", "notes", notes.store.clone());
        let other = other.spawn(&bus, vec![], tokio_util::sync::CancellationToken::new());
        known(&bus).await;
        while bus.undelivered("other", &["notes"]).await.is_err() {
            tokio::task::yield_now().await;
        }
        let relay = relay(&notes, &bus, 7);
        publish_rounds(&notes).await;
        settled(&notes, &bus).await;
        while bus.undelivered("other", &["notes"]).await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
        notes.assert_taken(20, 10).await;
        let heads = o2c_messaging::cursors::heads(&notes.store, None, 100).await.unwrap();
        let cursors = o2c_messaging::cursors::of_aggregates(&notes.store, "other", "notes", &heads).await.unwrap();
        assert!(cursors.len() == 20 && cursors.values().all(|sequence| *sequence == 10));
        shut_down([relay, consumer, other]).await;
    })
    .await;
}
