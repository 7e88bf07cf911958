//! Rows of held facts that are to be written, so that each is written once and in sets.

use std::collections::BTreeMap;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use super::work::Work;
use crate::{
    consumer::Consumer,
    storage::{dead_letter, parked},
};

#[derive(Debug)]
enum Change {
    /// Parked if it is not yet.
    Add(parked::Row),
    /// Parked in this state.
    Set(parked::Row),
    Remove,
}

#[derive(Debug, Default)]
pub(super) struct Changes {
    parked: BTreeMap<(TenantId, Uuid), Change>,
    dead: Vec<dead_letter::Row>,
}

impl Changes {
    /// Parks a fact that was delivered; if it is parked already, it stays as it is.
    pub(super) fn add(&mut self, work: &Work, row: parked::Row) {
        self.parked.entry(key(work)).or_insert(Change::Add(row));
    }

    /// Parks a fact in this state, whatever it was.
    pub(super) fn set(&mut self, work: &Work, row: parked::Row) {
        self.parked.insert(key(work), Change::Set(row));
    }

    /// Parks a fact no longer.
    pub(super) fn remove(&mut self, work: &Work) {
        self.parked.insert(key(work), Change::Remove);
    }

    pub(super) fn dead(&mut self, row: dead_letter::Row) {
        self.dead.push(row);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parked.is_empty() && self.dead.is_empty()
    }

    /// Writes what has gathered.
    pub(super) async fn write(&mut self, tx: &Tx, consumer: &Consumer) -> Result<(), StoreError> {
        let (mut add, mut set) = (Vec::new(), Vec::new());
        let mut remove: BTreeMap<TenantId, Vec<Uuid>> = BTreeMap::new();
        for ((tenant, event), change) in std::mem::take(&mut self.parked) {
            match change {
                Change::Add(row) => add.push(row),
                Change::Set(row) => set.push(row),
                Change::Remove => remove.entry(tenant).or_default().push(event),
            }
        }
        if !add.is_empty() {
            parked::insert_new(tx, add).await?;
        }
        if !set.is_empty() {
            parked::save(tx, set).await?;
        }
        for (tenant, events) in remove {
            parked::delete(tx, consumer.name, tenant.as_str(), &events).await?;
        }
        if !self.dead.is_empty() {
            dead_letter::save(tx, std::mem::take(&mut self.dead)).await?;
        }
        Ok(())
    }
}

fn key(work: &Work) -> (TenantId, Uuid) {
    (work.envelope.tenant.clone(), work.envelope.event_id)
}
