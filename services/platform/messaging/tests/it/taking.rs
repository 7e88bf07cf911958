//! The inbox: once each, in order, whatever arrives and however it is cut.

use o2c_testkit::HostileBus;

use crate::support::{Closed, Notes, Rumoured, aggregate, fact, noted, with_notes};

const AGGREGATES: u128 = 20;

/// Notes, closings and rumours of many aggregates, interleaved.
async fn publish_much(notes: &Notes) {
    for round in 0..12_u128 {
        let facts = (0..AGGREGATES).flat_map(|number| match (round + number) % 4 {
            0 => vec![noted(number), noted(number)],
            1 => vec![fact(number, &Closed {})],
            2 => vec![noted(number), fact(number, &Rumoured {})],
            _ => vec![noted(number), fact(number, &Closed {})],
        });
        notes.publish(facts.collect()).await;
    }
}

/// What a taker of one fact after the other would have in its journal.
async fn expected(notes: &Notes) -> Vec<(uuid::Uuid, i64)> {
    let stream = notes.stream().await;
    let handled = stream.iter().filter(|e| e.type_name.as_ref() != "test.v1.Rumoured");
    handled.map(|e| (e.aggregate_id, e.sequence)).collect()
}

#[tokio::test]
async fn a_set_taken_twice_has_its_effect_once() {
    with_notes(async |notes| {
        publish_much(&notes).await;
        let stream = notes.stream().await;
        let report = notes.take(&stream).await;
        assert_eq!(report.handled + report.passed, stream.len() as u64);
        assert_eq!(notes.journal().await, expected(&notes).await);
        let again = notes.take(&stream).await;
        assert_eq!((again.handled, again.doubles), (0, stream.len() as u64));
        assert_eq!(notes.journal().await, expected(&notes).await);
    })
    .await;
}

#[tokio::test]
async fn the_journal_does_not_depend_on_the_size_of_sets() {
    for size in [1, 7, 256] {
        with_notes(async |notes| {
            let notes = notes.with_set_size(size);
            publish_much(&notes).await;
            notes.take(&notes.stream().await).await;
            assert_eq!(notes.journal().await, expected(&notes).await, "sets of {size}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_hostile_bus_changes_nothing() {
    for (seed, size) in [(1, 256), (2, 256), (3, 7), (4, 1)] {
        with_notes(async |notes| {
            let notes = notes.with_set_size(size);
            publish_much(&notes).await;
            let bus = HostileBus::new(seed);
            let mut arriving = Vec::new();
            for set in notes.stream().await.chunks(50) {
                arriving.extend(bus.disturb(set));
            }
            arriving.extend(bus.release());
            for set in arriving {
                notes.take(&set).await;
            }
            let mut journal = notes.journal().await;
            let mut expected = expected(&notes).await;
            // across aggregates the bus may have changed the order; within one it may not
            journal.sort_by_key(|(id, _)| *id);
            expected.sort_by_key(|(id, _)| *id);
            assert_eq!(journal, expected, "seed {seed}");
            assert_eq!(o2c_messaging::backlog::backlog(&notes.store).await.unwrap().parked, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn what_comes_too_early_is_parked_and_follows_its_predecessor() {
    with_notes(async |notes| {
        notes.publish(vec![noted(1), noted(1), noted(1), noted(2)]).await;
        let stream = notes.stream().await;
        let early = notes.take(&stream[1..]).await;
        assert_eq!((early.handled, early.behind), (1, 2));
        assert_eq!(notes.journal().await, [(aggregate(2), 1)]);
        assert_eq!(notes.take(&stream[1..2]).await.handled, 0);
        assert_eq!(notes.take(&stream[..1]).await.handled, 3);
        assert_eq!(notes.taken_of(1).await, [1, 2, 3]);
        assert!(o2c_messaging::backlog::backlog(&notes.store).await.unwrap().parked == 0);
    })
    .await;
}

#[tokio::test]
async fn a_long_chain_behind_a_gap_is_taken_to_its_end() {
    with_notes(async |notes| {
        notes.publish((0..3_000).map(|_| noted(1)).collect()).await;
        let mut stream = Vec::new();
        for after in (0..3_000).step_by(256) {
            stream.extend(pull(&notes, after).await);
        }
        assert_eq!(stream.len(), 3_000);
        notes.take(&stream[1..]).await;
        assert_eq!(notes.journal().await.len(), 0);
        notes.take(&stream[..1]).await;
        assert_eq!(notes.taken_of(1).await, (1..=3_000).collect::<Vec<_>>());
    })
    .await;
}

async fn pull(notes: &Notes, after: i64) -> Vec<o2c_messaging::Envelope> {
    use o2c_messaging::{HeadSource as _, StoreHeads, Want};
    let want = Want { tenant: o2c_kernel::TenantId::default(), aggregate_id: aggregate(1), after };
    StoreHeads::new(notes.store.clone()).pull(&[want]).await.unwrap()
}

#[tokio::test]
async fn tenants_do_not_share_cursors_or_calls() {
    with_notes(async |notes| {
        notes.publish_for("one", vec![noted(1), noted(1)]).await;
        notes.publish_for("two", vec![noted(1)]).await;
        let report = notes.take(&notes.stream().await).await;
        assert_eq!((report.handled, report.doubles), (3, 0));
    })
    .await;
}

#[tokio::test]
async fn takers_at_once_have_the_effect_of_one() {
    with_notes(async |notes| {
        publish_much(&notes).await;
        let stream = notes.stream().await;
        let takers: Vec<_> = (0..4)
            .map(|_| {
                let (notes, stream) = (notes.clone(), stream.clone());
                tokio::spawn(async move {
                    for set in stream.chunks(25) {
                        notes.take(set).await;
                    }
                })
            })
            .collect();
        for taker in takers {
            taker.await.unwrap();
        }
        let mut journal = notes.journal().await;
        let mut expected = expected(&notes).await;
        journal.sort_by_key(|(id, _)| *id);
        expected.sort_by_key(|(id, _)| *id);
        assert_eq!(journal, expected);
    })
    .await;
}
