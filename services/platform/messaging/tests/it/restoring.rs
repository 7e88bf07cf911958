//! A producer that was restored takes back what others know, and states nothing twice.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_kernel::{Instant, TenantId};
use o2c_messaging::{
    Envelope, Fact, Head, HeadSource, HeadSourceError, Outbox, Want, publish,
    record::{self, Lost, StoreWitness, Taking},
};
use o2c_store::StoreError;
use uuid::Uuid;

use crate::support::{Closed, Notes, Rumoured, aggregate, deadline, fact, noted, with_notes};

/// Somebody who knows all heads, and holds some of the facts.
struct Remembered {
    heads: Vec<Head>,
    facts: Vec<Envelope>,
}

impl Remembered {
    fn all(facts: &[Envelope]) -> Remembered {
        let mut heads: Vec<Head> = Vec::new();
        for fact in facts {
            heads.retain(|head| head.aggregate_id != fact.aggregate_id);
            let (tenant, aggregate_id) = (fact.tenant.clone(), fact.aggregate_id);
            heads.push(Head { tenant, aggregate_id, last_sequence: fact.sequence });
        }
        heads.sort_by_key(|head| head.aggregate_id);
        Remembered { heads, facts: facts.to_vec() }
    }

    fn without(mut self, number: u128, sequence: i64) -> Remembered {
        self.facts.retain(|fact| (fact.aggregate_id, fact.sequence) != (aggregate(number), sequence));
        self
    }
}

impl HeadSource for Remembered {
    fn producer(&self) -> &str {
        "notes"
    }

    fn heads<'a>(
        &'a self,
        _since: Option<Instant>,
        after: Option<&'a Head>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Head>, HeadSourceError>> {
        let behind = |head: &&Head| after.is_none_or(|after| after.aggregate_id < head.aggregate_id);
        let page = self.heads.iter().filter(behind).take(limit).cloned().collect();
        Box::pin(async move { Ok(page) })
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> BoxFuture<'a, Result<Vec<Envelope>, HeadSourceError>> {
        let wanted = |fact: &&Envelope| {
            wants.iter().any(|want| want.aggregate_id == fact.aggregate_id && want.after < fact.sequence)
        };
        let facts = self.facts.iter().filter(wanted).cloned().collect();
        Box::pin(async move { Ok(facts) })
    }
}

/// Two notes: of the first one fact was there when the backup was made and two came after; of the second all came after.
async fn restored(notes: &Notes) -> (Notes, Vec<Envelope>) {
    notes.publish(vec![noted(1)]).await;
    notes.publish(vec![fact(1, &Closed {}), noted(2)]).await;
    notes.publish(vec![noted(1)]).await;
    let stated = notes.stream().await;
    notes.execute("DELETE FROM outbox WHERE position > 1").await;
    notes.execute("DELETE FROM outbox_unpublished WHERE first_position > 1").await;
    notes.execute("UPDATE aggregate_head SET last_sequence = 1").await;
    notes.execute("DELETE FROM aggregate_head WHERE aggregate_id NOT IN (SELECT aggregate_id FROM outbox)").await;
    (Notes::new(notes.store.clone()).await, stated)
}

async fn take_back(notes: &Notes, witness: Remembered, taking: Taking) -> record::TakenBack {
    let witnesses: [Arc<dyn HeadSource>; 1] = [Arc::new(witness)];
    record::take_back(&notes.store, &witnesses, taking, &record::NothingBeside).await.unwrap()
}

/// As `Notes::publish`, with its refusal.
async fn state(notes: &Notes, facts: Vec<Fact>) -> Result<(), StoreError> {
    let tx = notes.store.begin_write(deadline()).await.unwrap();
    let stated = publish(&tx, &notes.outbox, &o2c_testkit::call("test"), facts).await;
    match stated {
        Ok(()) => tx.commit().await,
        Err(error) => {
            tx.rollback().await;
            Err(error)
        }
    }
}

fn stands(behind: &[record::Behind]) -> Vec<(Uuid, i64, i64)> {
    behind.iter().map(|behind| (behind.aggregate_id, behind.redone, behind.last)).collect()
}

async fn behind(notes: &Notes) -> Vec<(Uuid, i64, i64)> {
    stands(&record::behind(&notes.store, None, 10).await.unwrap())
}

#[tokio::test]
async fn what_others_know_is_taken_back_under_its_old_numbers_and_another_incarnation() {
    with_notes(async |notes| {
        let (notes, stated) = restored(&notes).await;
        let seen = take_back(&notes, Remembered::all(&stated), Taking::Look).await;
        assert_eq!(notes.stream().await.len(), 1, "nothing was written");

        let taken = take_back(&notes, Remembered::all(&stated), Taking::Known).await;

        assert_eq!(seen, taken);
        assert_eq!((taken.aggregates, taken.facts.values().sum::<u64>(), taken.lost_facts), (2, 3, 0));
        let mut back = notes.stream().await;
        back.sort_by_key(|fact| fact.event_id);
        assert_eq!(back, stated, "each as it was stated");
        assert_eq!(
            o2c_messaging::backlog::backlog(&notes.store).await.unwrap().outbox,
            1,
            "only the old one is published"
        );
        assert_eq!(behind(&notes).await, [(aggregate(1), 1, 3), (aggregate(2), 0, 1)]);
        let again = Outbox::open(&notes.store).await.unwrap();
        assert!(again.is_behind() && !notes.outbox.is_behind());
        assert_ne!(again.incarnation(), notes.outbox.incarnation());

        let nothing = take_back(&notes, Remembered::all(&stated), Taking::Known).await;
        assert_eq!(
            (nothing.aggregates, Outbox::open(&notes.store).await.unwrap().incarnation()),
            (0, again.incarnation())
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_done_again_states_nothing_twice_and_nothing_else() {
    with_notes(async |notes| {
        let (notes, stated) = restored(&notes).await;
        take_back(&notes, Remembered::all(&stated), Taking::Known).await;

        let other = state(&notes, vec![noted(2), noted(1)]).await;
        assert!(matches!(other, Err(StoreError::BehindRecord { aggregate: first }) if first == aggregate(1)));
        assert_eq!(behind(&notes).await.len(), 2, "a refusal changes nothing");

        state(&notes, vec![fact(1, &Closed {})]).await.unwrap();
        assert_eq!(behind(&notes).await, [(aggregate(1), 2, 3), (aggregate(2), 0, 1)]);
        // the rest of the record, and beyond it
        state(&notes, vec![noted(1), fact(1, &Rumoured {}), noted(2), noted(3)]).await.unwrap();
        assert_eq!(behind(&notes).await, []);

        let stream = notes.stream().await;
        let of = |number: u128| {
            let of = stream.iter().filter(|fact| fact.aggregate_id == aggregate(number));
            of.map(|fact| fact.sequence).collect::<Vec<_>>()
        };
        assert_eq!((of(1), of(2), of(3)), (vec![1, 2, 3, 4], vec![1], vec![1]));
        for fact in &stated {
            assert!(stream.contains(fact), "still the one that others have");
        }
    })
    .await;
}

#[tokio::test]
async fn what_nobody_holds_is_told_and_given_up_only_when_a_person_says_so() {
    with_notes(async |notes| {
        let (notes, stated) = restored(&notes).await;
        let holds = || Remembered::all(&stated).without(1, 2);

        let taken = take_back(&notes, holds(), Taking::Known).await;
        let lost = Lost { tenant: TenantId::default(), aggregate_id: aggregate(1), from: 2, to: 3 };
        assert_eq!((taken.lost_facts, taken.lost), (2, vec![lost]));
        assert_eq!(behind(&notes).await, [(aggregate(2), 0, 1)]);

        let taken = take_back(&notes, holds(), Taking::GiveUpLost).await;
        assert_eq!((taken.lost_facts, taken.facts["o2c.common.v1.FactLost"]), (0, 1));
        assert_eq!(behind(&notes).await, [(aggregate(1), 1, 3), (aggregate(2), 0, 1)]);
        assert!(state(&notes, vec![fact(1, &Closed {})]).await.is_err(), "nobody knows whether it is the same");

        let tenant = TenantId::default();
        assert!(record::settle(&notes.consumer, &tenant, aggregate(1), "corrected by hand").await.unwrap());
        state(&notes, vec![fact(1, &Closed {})]).await.unwrap();
        assert_eq!(behind(&notes).await, [(aggregate(2), 0, 1)]);
        assert!(!record::settle(&notes.consumer, &tenant, aggregate(1), "once more").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_consumer_is_a_witness_of_what_it_has_taken_in_and_of_what_it_holds() {
    with_notes(async |notes| {
        notes.break_the_world(true);
        notes.publish(vec![noted(1), crate::support::troubled(2, 1), noted(2)]).await;
        notes.take(&notes.stream().await).await;
        let witness = StoreWitness::new(notes.store.clone(), "notes", "notes");
        let first = witness.heads(None, None, 1).await.unwrap();
        let second = witness.heads(None, first.first(), 10).await.unwrap();
        let known: Vec<_> = first.iter().chain(&second).map(|head| (head.aggregate_id, head.last_sequence)).collect();
        assert_eq!(known, [(aggregate(1), 1), (aggregate(2), 2)]);
        let want = |number: u128| Want { tenant: TenantId::default(), aggregate_id: aggregate(number), after: 0 };
        let held = witness.pull(&[want(1), want(2)]).await.unwrap();
        assert_eq!(
            held.iter().map(|fact| (fact.aggregate_id, fact.sequence)).collect::<Vec<_>>(),
            [(aggregate(2), 1), (aggregate(2), 2)]
        );
    })
    .await;
}
