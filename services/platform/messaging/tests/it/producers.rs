//! Several producers at one consumer. Each numbers its own facts, and two may use one id for aggregates of their own.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use o2c_kernel::{Call, Instant, TenantId, new_uuid};
use o2c_messaging::{
    Consumer, Envelope, Handler, HandlerError, Head, HeadSource, Verdict, Want, backlog, cursors, dead_letters, heads,
};
use o2c_proto::Event as _;
use o2c_store::Tx;
use uuid::Uuid;

use crate::support::{Closed, Noted, Notes, Rumoured, aggregate, fact, noted, troubled, waiting, with_notes, write};

const OTHERS: &str = "others";

/// Keeps the journal so that the other producer's facts can be told: their sequences with a minus.
struct Telling;

impl Handler for Telling {
    fn handle<'a>(
        &'a self,
        tx: &'a Tx,
        _: &'a Call,
        facts: &'a [Envelope],
    ) -> BoxFuture<'a, Result<Vec<Verdict>, HandlerError>> {
        let sequence = |fact: &Envelope| if *fact.producer == *OTHERS { -fact.sequence } else { fact.sequence };
        let taken = facts.iter().map(|fact| (fact.aggregate_id, sequence(fact))).collect();
        Box::pin(async move {
            write(tx, taken).await?;
            Ok(vec![Verdict::Done; facts.len()])
        })
    }
}

/// The other producer, with what it has stated.
struct Others(Vec<Envelope>);

impl HeadSource for Others {
    fn producer(&self) -> &str {
        OTHERS
    }

    fn heads<'a>(
        &'a self,
        _: Option<Instant>,
        after: Option<&'a Head>,
        _: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, heads::HeadSourceError>> {
        let mut heads: Vec<Head> = Vec::new();
        for fact in self.0.iter().filter(|_| after.is_none()) {
            heads.retain(|head| head.aggregate_id != fact.aggregate_id);
            heads.push(Head {
                tenant: fact.tenant.clone(),
                aggregate_id: fact.aggregate_id,
                last_sequence: fact.sequence,
            });
        }
        Box::pin(async move { Ok(heads) })
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, heads::HeadSourceError>> {
        let wanted = |fact: &&Envelope| {
            wants.iter().any(|want| want.aggregate_id == fact.aggregate_id && want.after < fact.sequence)
        };
        let found = self.0.iter().filter(wanted).cloned().collect();
        Box::pin(async move { Ok(found) })
    }
}

fn of_both(notes: &Notes) -> Consumer {
    notes.consumer.clone().and_from(OTHERS)
}

fn telling(notes: &Notes) -> Consumer {
    of_both(notes).on_type(Noted::TYPE, Arc::new(Telling)).on_type(Closed::TYPE, Arc::new(Telling))
}

/// The same facts, stated by the other producer.
fn by_others(stream: &[Envelope]) -> Vec<Envelope> {
    let other = |fact: &Envelope| Envelope { event_id: new_uuid(), producer: OTHERS.into(), ..fact.clone() };
    stream.iter().map(other).collect()
}

/// Cuts two streams into slices and takes turns.
fn by_turns(left: &[Envelope], right: &[Envelope], slice: usize) -> Vec<Envelope> {
    left.chunks(slice).zip(right.chunks(slice)).flat_map(|(left, right)| [left, right].concat()).collect()
}

async fn taken_of_others(notes: &Notes, number: u128) -> Vec<i64> {
    notes.taken_of(number).await.into_iter().filter(|sequence| *sequence < 0).map(|sequence| -sequence).collect()
}

async fn taken_of_own(notes: &Notes, number: u128) -> Vec<i64> {
    notes.taken_of(number).await.into_iter().filter(|sequence| *sequence > 0).collect()
}

/// States the same number of facts of three aggregates at both producers.
async fn two_streams(notes: &Notes) -> (Vec<Envelope>, Vec<Envelope>) {
    for round in 0..40_u128 {
        let last = if round % 3 == 0 { fact(1, &Closed {}) } else { fact(1, &Rumoured {}) };
        notes.publish(vec![noted(1), noted(2), last, noted(3)]).await;
    }
    let own = notes.stream().await;
    let others = by_others(&own);
    (own, others)
}

fn handled_of(stream: &[Envelope], number: u128) -> Vec<i64> {
    let of = stream.iter().filter(|fact| fact.aggregate_id == aggregate(number) && *fact.type_name != *Rumoured::TYPE);
    of.map(|fact| fact.sequence).collect()
}

#[tokio::test]
async fn the_streams_of_two_producers_about_one_id_are_both_taken_in() {
    for size in [1, 7, 256] {
        with_notes(async |notes| {
            let (own, others) = two_streams(&notes).await;
            let consumer = telling(&notes).with_set_size(size);
            let delivered = by_turns(&own, &others, 5);
            let report = o2c_messaging::take(&consumer, &delivered).await.unwrap();
            assert_eq!((report.handled + report.passed, report.doubles), (delivered.len() as u64, 0));
            let again = o2c_messaging::take(&consumer, &delivered).await.unwrap();
            assert_eq!((again.handled, again.doubles), (0, delivered.len() as u64));
            for number in 1..=3 {
                assert_eq!(taken_of_own(&notes, number).await, handled_of(&own, number), "sets of {size}");
                assert_eq!(taken_of_others(&notes, number).await, handled_of(&own, number), "sets of {size}");
            }
            assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn a_gap_in_one_stream_does_not_hold_up_the_other() {
    for size in [1, 7, 256] {
        with_notes(async |notes| {
            let (own, others) = two_streams(&notes).await;
            let consumer = telling(&notes).with_set_size(size);
            // the first facts of the other producer's aggregates come last
            o2c_messaging::take(&consumer, &by_turns(&own[4..], &others[4..], 3)).await.unwrap();
            o2c_messaging::take(&consumer, &own[..4]).await.unwrap();
            assert_eq!(taken_of_own(&notes, 1).await, handled_of(&own, 1));
            assert_eq!(taken_of_others(&notes, 1).await, [] as [i64; 0]);
            o2c_messaging::take(&consumer, &others[..4]).await.unwrap();
            for number in 1..=3 {
                assert_eq!(taken_of_own(&notes, number).await, handled_of(&own, number), "sets of {size}");
                assert_eq!(taken_of_others(&notes, number).await, handled_of(&own, number), "sets of {size}");
            }
            assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn lost_tails_are_found_for_each_producer() {
    with_notes(async |notes| {
        let (own, others) = two_streams(&notes).await;
        let consumer = telling(&notes);
        o2c_messaging::take(&consumer, &own).await.unwrap();
        o2c_messaging::take(&consumer, &others[..17]).await.unwrap();
        let report = heads::catch_up(&consumer, &Others(others.clone()), None).await.unwrap();
        assert_eq!((report.handled + report.passed, report.doubles), (others.len() as u64 - 17, 0));
        assert_eq!(taken_of_others(&notes, 2).await, handled_of(&own, 2));
    })
    .await;
}

#[tokio::test]
async fn cursors_are_of_one_producer() {
    with_notes(async |notes| {
        let (own, others) = two_streams(&notes).await;
        let consumer = telling(&notes);
        o2c_messaging::take(&consumer, &own).await.unwrap();
        o2c_messaging::take(&consumer, &others[..4]).await.unwrap();
        let heads = cursors::heads(&notes.store, None, 10).await.unwrap();
        let at = async |producer: &str| {
            let found = cursors::of_aggregates(&notes.store, "notes", producer, &heads).await.unwrap();
            found.get(&(TenantId::default(), aggregate(1))).copied()
        };
        assert_eq!((at("notes").await, at(OTHERS).await, at("nobody").await), (Some(80), Some(2), None));
    })
    .await;
}

#[tokio::test]
async fn a_dead_letter_blocks_its_producers_stream_only() {
    with_notes(async |notes| {
        let consumer = of_both(&notes);
        notes.break_the_world(true);
        notes.publish(vec![troubled(1, 1), noted(1)]).await;
        let own = notes.stream().await;
        o2c_messaging::take(&consumer, &own).await.unwrap();
        notes.take_all_due().await;
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().dead_letters, 1);

        notes.break_the_world(false);
        let others = by_others(&own);
        o2c_messaging::take(&consumer, &others).await.unwrap();
        assert_eq!(notes.taken_of(1).await, [1, 2]);
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 1);

        let (tenant, event) = (TenantId::default(), own[0].event_id);
        dead_letters::discard(&consumer, &tenant, event, "entered by hand").await.unwrap();
        assert_eq!(notes.taken_of(1).await, [1, 2, 2]);
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
    })
    .await;
}

#[tokio::test]
async fn a_fact_waits_for_the_other_producers_fact_about_its_own_id() {
    for size in [1, 7, 256] {
        with_notes(async |notes| {
            let consumer = of_both(&notes).with_set_size(size);
            notes.publish(vec![waiting(1, 1), noted(1), waiting(2, 1)]).await;
            let own = notes.stream().await;
            let news: Vec<Envelope> = by_others(&own[..1]).into_iter().map(without_wait).collect();
            // together, and the other producer's in between
            let set = [own.clone(), news].concat();
            o2c_messaging::take(&consumer, &set).await.unwrap();
            let order: Vec<(Uuid, i64)> = notes.journal().await;
            let expected = [(aggregate(1), 1), (aggregate(1), 1), (aggregate(1), 2), (aggregate(2), 1)];
            assert_eq!(order, expected, "sets of {size}");
            assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
        })
        .await;
    }
}

#[tokio::test]
async fn parked_first_it_is_woken_by_the_other_producer_and_not_by_its_own_stream() {
    with_notes(async |notes| {
        let consumer = of_both(&notes);
        notes.publish(vec![waiting(1, 1), waiting(2, 1), noted(1)]).await;
        let own = notes.stream().await;
        let first = o2c_messaging::take(&consumer, &own[..2]).await.unwrap();
        assert_eq!((first.waiting, first.failed), (2, 0));
        let behind = o2c_messaging::take(&consumer, &own[2..]).await.unwrap();
        assert_eq!((behind.behind, behind.handled), (1, 0));
        let news: Vec<Envelope> = by_others(&own[..1]).into_iter().map(without_wait).collect();
        let woken = o2c_messaging::take(&consumer, &news).await.unwrap();
        assert_eq!((woken.handled, woken.doubles), (4, 0));
        assert_eq!(backlog::backlog(&notes.store).await.unwrap().parked, 0);
    })
    .await;
}

#[tokio::test]
async fn where_nobody_else_is_heard_waiting_for_ones_own_id_is_a_failure() {
    with_notes(async |notes| {
        notes.publish(vec![waiting(1, 1)]).await;
        let consumer = notes.consumer.clone().with_first_retry(Duration::from_secs(60));
        let report = o2c_messaging::take(&consumer, &notes.stream().await).await.unwrap();
        assert_eq!((report.waiting, report.failed), (0, 1));
    })
    .await;
}

fn without_wait(fact: Envelope) -> Envelope {
    Envelope { payload: Vec::new().into(), ..fact }
}
