//! Where each aggregate of each producer stands, in the memory of one transaction.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use o2c_kernel::{
    TenantId,
    planted::{self, Planted},
};
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use super::work::{Awaited, Key, Work};
use crate::{
    consumer::Consumer,
    storage::{self, cursor, stream::Stream},
};

/// Where one aggregate stands.
#[derive(Debug, Default)]
pub(super) struct Aggregate {
    /// Taken in up to here.
    pub(super) cursor: i64,
    /// Taken in up to here once the open run is done.
    pub(super) planned: i64,
    /// The lowest sequence held, apart from facts that are on their way.
    pub(super) first_held: Option<i64>,
    /// Nothing is held but the first.
    only_held: bool,
    moved: bool,
}

/// What is to be done with a fact, going by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The next one.
    Next,
    /// Taken in before, or held already as the one that blocks its aggregate.
    Double,
    /// An earlier one has to come first.
    Behind,
}

impl Aggregate {
    pub(super) fn place(&self, work: &Work) -> Place {
        let next = self.planned + 1;
        match work.sequence() {
            sequence if sequence < next => Place::Double,
            _ if planted::is(Planted::SequenceIgnored) => Place::Next,
            sequence if sequence > next => Place::Behind,
            _ if work.held.is_none() && self.first_held == Some(next) => Place::Double,
            _ => Place::Next,
        }
    }

    /// Counts on the fact becoming the last one taken in.
    pub(super) fn plan(&mut self, sequence: i64) {
        self.planned = sequence;
        if self.first_held == Some(sequence) {
            // Whether the next one is held is found out when this one is done: `wake` looks.
            self.first_held = if self.only_held { None } else { Some(sequence + 1) };
        }
    }

    pub(super) fn done(&mut self, sequence: i64) {
        self.cursor = sequence;
        self.moved = true;
    }

    pub(super) fn hold(&mut self, sequence: i64) {
        self.only_held = self.first_held.is_none_or(|first| first == sequence);
        self.first_held = Some(self.first_held.map_or(sequence, |first| first.min(sequence)));
    }

    /// What is held, as the database says.
    pub(super) fn set_held(&mut self, first: Option<i64>, only: bool) {
        self.first_held = first;
        self.only_held = only;
    }
}

/// All aggregates that the transaction has met.
#[derive(Debug, Default)]
pub(super) struct Aggregates {
    known: HashMap<Key, Aggregate>,
    /// Aggregates that a parked fact waits for.
    awaited: HashSet<Awaited>,
    /// Aggregates of which the database was asked whether somebody waits for them. From then on `awaited` knows: asked
    /// again on behalf of another producer, the database would name those that were woken and are on their way.
    asked: HashSet<Awaited>,
    /// Whether anything is held for a tenant: mostly not, which spares two statements a set.
    holding: HashMap<TenantId, bool>,
}

impl Aggregates {
    /// Loads those of the facts that are not known yet, each tenant's with one statement, or with four.
    pub(super) async fn load(
        &mut self,
        tx: &Tx,
        consumer: &Consumer,
        works: impl Iterator<Item = &Work>,
    ) -> Result<(), StoreError> {
        let mut missing: BTreeMap<TenantId, BTreeSet<Stream>> = BTreeMap::new();
        for work in works {
            let key = work.key();
            if !self.known.contains_key(&key) {
                missing.entry(key.0).or_default().insert(key.1);
            }
        }
        for (tenant, streams) in missing {
            let streams: Vec<Stream> = streams.into_iter().collect();
            let standing = cursor::load(tx, consumer.name, tenant.as_str(), &streams).await?;
            for stream in &streams {
                let cursor = standing.cursors.get(stream).copied().unwrap_or(0);
                let aggregate = Aggregate { cursor, planned: cursor, ..Aggregate::default() };
                self.known.insert((tenant.clone(), stream.clone()), aggregate);
            }
            // once asked for a tenant: what this transaction parks itself is known here
            if *self.holding.entry(tenant.clone()).or_insert(standing.holding) {
                self.load_held(tx, consumer, &tenant, &streams).await?;
            }
        }
        Ok(())
    }

    /// A stream of which nothing is held stands here.
    pub(super) fn assume(&mut self, key: &Key, cursor: i64) {
        self.known.insert(key.clone(), Aggregate { cursor, planned: cursor, ..Aggregate::default() });
    }

    pub(super) fn get(&mut self, key: &Key) -> &mut Aggregate {
        self.known.entry(key.clone()).or_default()
    }

    /// Whether somebody is to be woken once the aggregate has come to `sequence`.
    pub(super) fn wakes(&self, key: &Key, sequence: i64) -> bool {
        self.awaited.contains(&awaited(key))
            || self.known.get(key).is_some_and(|aggregate| aggregate.first_held == Some(sequence + 1))
    }

    /// A fact waits for the aggregate.
    pub(super) fn wait_for(&mut self, awaited: Awaited) {
        self.awaited.insert(awaited);
    }

    /// Whether somebody may wait for the aggregate; of what is not known here, the database knows.
    pub(super) fn may_wait(&self, tenant: &TenantId, aggregate: Uuid) -> bool {
        self.awaited.contains(&(tenant.clone(), aggregate)) || self.holding.get(tenant).is_some_and(|holding| *holding)
    }

    /// Whether somebody waits for a fact like those of the key; whoever it is, is woken now.
    pub(super) fn stop_waiting(&mut self, key: &Key) -> bool {
        self.awaited.remove(&awaited(key))
    }

    /// The cursors that have moved.
    pub(super) fn moved(&self, consumer: &Consumer) -> Vec<cursor::Row> {
        let moved = self.known.iter().filter(|(_, aggregate)| aggregate.moved);
        moved
            .map(|((tenant, stream), aggregate)| cursor::Row {
                tenant: tenant.as_str().to_owned(),
                consumer: consumer.name.to_owned(),
                producer: stream.producer.as_ref().to_owned(),
                aggregate_id: stream.aggregate_id,
                last_sequence: aggregate.cursor,
            })
            .collect()
    }

    async fn load_held(
        &mut self,
        tx: &Tx,
        consumer: &Consumer,
        tenant: &TenantId,
        streams: &[Stream],
    ) -> Result<(), StoreError> {
        for (stream, held) in storage::parked::held(tx, consumer.name, tenant.as_str(), streams).await? {
            self.get(&(tenant.clone(), stream)).set_held(Some(held.first), held.count == 1);
        }
        let unasked = |id: &Uuid| self.asked.insert((tenant.clone(), *id));
        let ids: Vec<Uuid> = streams.iter().map(|stream| stream.aggregate_id).filter(unasked).collect();
        for id in storage::parked::awaited(tx, consumer.name, tenant.as_str(), &ids).await? {
            self.awaited.insert((tenant.clone(), id));
        }
        Ok(())
    }
}

/// What those that a fact of the key wakes wait for.
fn awaited(key: &Key) -> Awaited {
    (key.0.clone(), key.1.aggregate_id)
}
