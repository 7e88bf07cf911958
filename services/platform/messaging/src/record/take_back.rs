//! Taking back what others know and the restored database does not.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use futures::future::BoxFuture;
use o2c_kernel::{Deadline, TenantId, machine_now, new_uuid};
use o2c_proto::{Event as _, common::v1::FactLost};
use o2c_store::{Store, Tx};
use uuid::Uuid;

use super::known::Known;
use crate::{
    envelope::Envelope,
    error::TakeError,
    handler::HandlerError,
    head::Head,
    heads::{HeadSource, Want},
    storage::{self, outbox::Row},
};

const DEADLINE: Duration = Duration::from_secs(60);

/// Lost facts that a report names.
const NAMED: usize = 1_000;

/// How far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// Nothing is written.
    Look,
    /// What somebody holds is taken back.
    Known,
    /// And of what nobody holds it is put on record that it is lost.
    GiveUpLost,
}

/// What was taken back, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenBack {
    pub aggregates: u64,
    /// By their types.
    pub facts: BTreeMap<String, u64>,
    /// Facts that others have taken in and nobody holds.
    pub lost_facts: i64,
    /// Of which aggregates; a thousand at most.
    pub lost: Vec<Lost>,
}

/// An aggregate of which others have taken in more than anybody can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    pub tenant: TenantId,
    pub aggregate_id: Uuid,
    /// From here on,
    pub from: i64,
    /// up to here.
    pub to: i64,
}

/// What a service does beside, in the transaction that takes its facts back: it lets no number be given again.
pub trait Beside: Send + Sync {
    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), HandlerError>>;
}

/// Of a service that does nothing beside.
#[derive(Debug)]
pub struct NothingBeside;

impl Beside for NothingBeside {
    fn taken_back<'a>(&'a self, _: &'a Tx, _: &'a [Envelope]) -> BoxFuture<'a, Result<(), HandlerError>> {
        Box::pin(async { Ok(()) })
    }
}

/// Where an aggregate stands here, and where others know it.
struct Ahead {
    head: Head,
    stands: i64,
}

/// Takes the facts back that witnesses know, in steps that are safe to be cut off. Where anything was taken back, the
/// database has another incarnation from then on.
pub async fn take_back(
    store: &Store,
    witnesses: &[Arc<dyn HeadSource>],
    taking: Taking,
    beside: &dyn Beside,
) -> Result<TakenBack, TakeError> {
    let work = Work { store, witnesses, taking, beside };
    let mut report = TakenBack::default();
    let mut known = Known::of(witnesses);
    loop {
        let heads = known.page().await?;
        if heads.is_empty() {
            break;
        }
        for heads in heads.chunk_by(|left, right| left.tenant == right.tenant) {
            work.page(heads, &mut report).await?;
        }
    }
    if report.aggregates > 0 && taking != Taking::Look {
        let tx = store.begin_write(Deadline::after(DEADLINE)).await?;
        storage::incarnation::begin(&tx, new_uuid(), machine_now()).await?;
        tx.commit().await?;
    }
    Ok(report)
}

struct Work<'a> {
    store: &'a Store,
    witnesses: &'a [Arc<dyn HeadSource>],
    taking: Taking,
    beside: &'a dyn Beside,
}

impl Work<'_> {
    /// Heads of one tenant.
    async fn page(&self, heads: &[Head], report: &mut TakenBack) -> Result<(), TakeError> {
        let mut ahead = self.ahead(heads).await?;
        report.aggregates += u64::try_from(ahead.len()).unwrap_or(u64::MAX);
        while !ahead.is_empty() {
            let facts = self.next(&mut ahead).await?;
            if facts.is_empty() {
                ahead.iter().for_each(|ahead| tell_lost(report, ahead));
                return Ok(());
            }
            for fact in &facts {
                *report.facts.entry(fact.type_name.as_ref().to_owned()).or_default() += 1;
            }
            if self.taking != Taking::Look {
                self.write(facts).await?;
            }
            ahead.retain(|ahead| ahead.stands < ahead.head.last_sequence);
        }
        Ok(())
    }

    /// Which of these stand higher at the witness than here.
    async fn ahead(&self, heads: &[Head]) -> Result<Vec<Ahead>, TakeError> {
        let Some(tenant) = heads.first().map(|head| &head.tenant) else { return Ok(Vec::new()) };
        let ids: Vec<Uuid> = heads.iter().map(|head| head.aggregate_id).collect();
        let tx = self.store.begin_read(Deadline::after(DEADLINE)).await?;
        let here = storage::record::last_of(&tx, tenant.as_str(), &ids).await?;
        let ahead = heads
            .iter()
            .map(|head| Ahead { stands: here.get(&head.aggregate_id).copied().unwrap_or(0), head: head.clone() });
        Ok(ahead.filter(|ahead| ahead.stands < ahead.head.last_sequence).collect())
    }

    /// What comes next of each, without a gap, in the order in which it was stated.
    async fn next(&self, ahead: &mut [Ahead]) -> Result<Vec<Envelope>, TakeError> {
        let want = |ahead: &Ahead| Want {
            tenant: ahead.head.tenant.clone(),
            aggregate_id: ahead.head.aggregate_id,
            after: ahead.stands,
        };
        let wants: Vec<Want> = ahead.iter().map(want).collect();
        let mut held: HashMap<Uuid, BTreeMap<i64, Envelope>> = HashMap::new();
        for witness in self.witnesses {
            for envelope in witness.pull(&wants).await.map_err(TakeError::Heads)? {
                held.entry(envelope.aggregate_id).or_default().entry(envelope.sequence).or_insert(envelope);
            }
        }
        let mut next = Vec::new();
        for ahead in ahead {
            let mut held = held.remove(&ahead.head.aggregate_id).unwrap_or_default();
            if self.taking == Taking::GiveUpLost {
                let until = held.keys().next().copied().unwrap_or(ahead.head.last_sequence + 1);
                let lost = (ahead.stands + 1..until).map(|sequence| (sequence, self.in_place_of(ahead, sequence)));
                held.extend(lost.collect::<Vec<_>>());
            }
            while let Some(envelope) = held.remove(&(ahead.stands + 1)) {
                ahead.stands = envelope.sequence;
                next.push(envelope);
            }
        }
        next.sort_by_key(|envelope| (envelope.event_id, envelope.sequence));
        Ok(next)
    }

    fn in_place_of(&self, ahead: &Ahead, sequence: i64) -> Envelope {
        Envelope {
            event_id: new_uuid(),
            tenant: ahead.head.tenant.clone(),
            producer: Arc::from(self.store.service()),
            aggregate_type: Arc::from("lost"),
            aggregate_id: ahead.head.aggregate_id,
            sequence,
            // consumers pass it, and whoever keeps all facts sees that there was one
            type_name: Arc::from(FactLost::TYPE),
            payload: Bytes::new(),
            occurred_at: machine_now(),
            traceparent: None,
            incarnation: Uuid::nil(),
        }
    }

    /// Facts of one tenant, of each aggregate those that come next.
    async fn write(&self, facts: Vec<Envelope>) -> Result<(), TakeError> {
        let Some(tenant) = facts.first().map(|fact| fact.tenant.clone()) else { return Ok(()) };
        let now = machine_now();
        let mut heads: BTreeMap<Uuid, storage::record::TakenBack> = BTreeMap::new();
        for fact in &facts {
            let head = heads.entry(fact.aggregate_id).or_insert_with(|| storage::record::TakenBack {
                aggregate_id: fact.aggregate_id,
                aggregate_type: fact.aggregate_type.as_ref().to_owned(),
                stood: fact.sequence - 1,
                last: fact.sequence,
            });
            head.stood = head.stood.min(fact.sequence - 1);
            head.last = head.last.max(fact.sequence);
        }
        let heads: Vec<_> = heads.into_values().collect();
        let tx = self.store.begin_write(Deadline::after(DEADLINE)).await?;
        storage::record::take_back(&tx, tenant.as_str(), &heads, now).await?;
        self.beside.taken_back(&tx, &facts).await.map_err(TakeError::Beside)?;
        let rows = facts.into_iter().map(|fact| row(fact, now.micros())).collect();
        storage::outbox::insert_published(&tx, rows).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn tell_lost(report: &mut TakenBack, ahead: &Ahead) {
    let (from, to) = (ahead.stands + 1, ahead.head.last_sequence);
    report.lost_facts += to - from + 1;
    if report.lost.len() < NAMED {
        let (tenant, aggregate_id) = (ahead.head.tenant.clone(), ahead.head.aggregate_id);
        report.lost.push(Lost { tenant, aggregate_id, from, to });
    }
}

fn row(fact: Envelope, recorded_at: i64) -> Row {
    Row {
        position: 0, // the database gives it
        tenant: fact.tenant.as_str().to_owned(),
        event_id: fact.event_id,
        aggregate_type: fact.aggregate_type.as_ref().to_owned(),
        aggregate_id: fact.aggregate_id,
        sequence: fact.sequence,
        type_name: fact.type_name.as_ref().to_owned(),
        payload: fact.payload.to_vec(),
        traceparent: fact.traceparent.as_deref().map(str::to_owned),
        incarnation: fact.incarnation,
        occurred_at: fact.occurred_at.micros(),
        recorded_at,
    }
}
