//! Who comes right after a fact: those that waited for its aggregate, then its own parked successors.

use std::collections::BTreeMap;

use o2c_kernel::{TenantId, machine_now};
use uuid::Uuid;

use super::{
    failure::Failure,
    machine::{Machine, Mode},
    work::{Key, Work},
};
use crate::storage::parked::{self, Row};

/// Successors that are read at once.
const SUCCESSORS: usize = 256;

impl Machine<'_> {
    /// Puts them at the front of the queue. Where there are too many for one transaction, or this one is to stay
    /// small, they become due instead.
    pub(super) async fn wake(&mut self, key: &Key) -> Result<(), Failure> {
        // what was parked on the way must be there to be found
        self.changes.write(self.tx, self.consumer).await?;
        if self.mode == Mode::Alone || self.budget == 0 {
            self.wake_later(key).await?;
            return self.look_again(key).await;
        }
        let waiting = self.waiting(key).await?;
        let successors = self.successors(key).await?;
        self.budget = self.budget.saturating_sub(waiting.len() + successors.len());
        self.aggregates.load(self.tx, self.consumer, waiting.iter()).await?;
        for work in waiting.into_iter().chain(successors).rev() {
            self.queue.push_front(work);
        }
        Ok(())
    }

    async fn waiting(&mut self, key: &Key) -> Result<Vec<Work>, Failure> {
        if !self.aggregates.stop_waiting(key) {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(self.budget).unwrap_or(i64::MAX);
        let name = self.consumer.name;
        let mut rows = parked::waiting_for(self.tx, name, key.0.as_str(), key.1.aggregate_id, limit).await?;
        let ours = |row: &Row| self.consumer.producers.iter().any(|producer| *producer == row.producer);
        if rows.len() >= self.budget || !rows.iter().all(ours) {
            self.wake_later(key).await?;
            rows.retain(ours);
            for row in &mut rows {
                row.due_at = Some(machine_now().micros());
            }
        }
        rows.iter().map(|row| Ok(Work::parked(row)?)).collect()
    }

    /// The unbroken sequence of parked facts that comes next, as far as it is read at once.
    async fn successors(&mut self, key: &Key) -> Result<Vec<Work>, Failure> {
        let aggregate = self.aggregates.get(key);
        if aggregate.first_held != Some(aggregate.cursor + 1) {
            return Ok(Vec::new());
        }
        let mut next = aggregate.cursor + 1;
        let limit = SUCCESSORS.min(self.budget.max(1));
        // one more than is taken: it tells exactly what stays behind
        let read = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = parked::of_aggregate(self.tx, self.consumer.name, key.0.as_str(), &key.1, next - 1, read).await?;
        let mut works = Vec::with_capacity(rows.len());
        for row in rows.iter().take(limit).take_while(|row| {
            let follows = row.sequence == next;
            next += i64::from(follows);
            follows
        }) {
            works.push(Work::parked(row)?);
        }
        let rest = rows.get(works.len());
        let only = rest.is_some() && rows.len() == works.len() + 1 && rows.len() <= limit;
        self.aggregates.get(key).set_held(rest.map(|row| row.sequence), only);
        Ok(works)
    }

    async fn wake_later(&mut self, key: &Key) -> Result<(), Failure> {
        let next = self.aggregates.get(key).cursor + 1;
        parked::wake_later(self.tx, self.consumer.name, key.0.as_str(), &key.1, next, machine_now()).await?;
        self.report.due_now = true;
        Ok(())
    }

    /// Makes due who waits for what the handler had news of.
    pub(super) async fn tell_news(&mut self) -> Result<(), Failure> {
        let news = std::mem::take(&mut self.news);
        let mut of_tenants: BTreeMap<TenantId, Vec<Uuid>> = BTreeMap::new();
        for (tenant, aggregate) in news {
            if self.aggregates.may_wait(&tenant, aggregate) {
                of_tenants.entry(tenant).or_default().push(aggregate);
            }
        }
        if !of_tenants.is_empty() {
            // what was parked on the way must be there to be found
            self.changes.write(self.tx, self.consumer).await?;
        }
        for (tenant, aggregates) in of_tenants {
            let name = self.consumer.name;
            let woken = parked::wake_waiting(self.tx, name, tenant.as_str(), &aggregates, machine_now()).await?;
            self.report.due_now |= woken > 0;
        }
        Ok(())
    }

    /// What is held of the aggregate, as the database has it.
    async fn look_again(&mut self, key: &Key) -> Result<(), Failure> {
        let held = parked::held(self.tx, self.consumer.name, key.0.as_str(), std::slice::from_ref(&key.1)).await?;
        let held = held.get(&key.1);
        self.aggregates.get(key).set_held(held.map(|held| held.first), held.is_some_and(|held| held.count == 1));
        Ok(())
    }
}
