//! Which groups of partitions are ours: each by a lease in the consumer's database, an equal share for each process.

use std::{collections::BTreeSet, time::Duration};

use o2c_kernel::{Deadline, machine_now, new_uuid};
use o2c_store::{Store, StoreError};
use uuid::Uuid;

use crate::{storage::lease, tenure::Tenure};

/// The part of one process. As with any lease, two keep apart only as well as their clocks agree.
#[derive(Debug)]
pub(super) struct Share {
    store: Store,
    consumer: &'static str,
    groups: u16,
    holder: Uuid,
    length: Duration,
    held: BTreeSet<u16>,
    tenure: Option<Tenure>,
}

/// How the groups are dealt at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Deal {
    /// Held by us.
    pub(super) held: BTreeSet<u16>,
    /// More than our part by so many: to be worked to the end and released.
    pub(super) surplus: usize,
    /// Fewer than our part: somebody else has yet to release.
    pub(super) short: bool,
}

impl Share {
    pub(super) fn new(store: Store, consumer: &'static str, groups: u16, length: Duration) -> Share {
        Share { store, consumer, groups, holder: new_uuid(), length, held: BTreeSet::new(), tenure: None }
    }

    /// Says that we are there, renews what is held, and takes what is free up to our part.
    pub(super) async fn deal(&mut self) -> Result<Deal, StoreError> {
        let tenure = Tenure::of(self.length);
        let tx = self.store.begin_write(Deadline::after(self.length)).await?;
        let now = machine_now();
        lease::take(&tx, &self.member(), self.holder, now, self.length).await?;
        let members = lease::live(&tx, &self.members(), now, self.length).await?;
        let part = part(self.groups, &members, &self.member());
        let mut room = part.saturating_sub(self.held.len());
        let mut held = BTreeSet::new();
        // in one order in all processes, so that two never wait for each other crosswise
        for group in 0..self.groups {
            let ours = self.held.contains(&group);
            if (ours || room > 0) && lease::take(&tx, &self.lease(group), self.holder, now, self.length).await? {
                held.insert(group);
                room -= usize::from(!ours);
            }
        }
        tx.commit_sign_of_life().await?;
        self.held = held;
        self.tenure = Some(tenure);
        let held = self.held.clone();
        Ok(Deal { surplus: held.len().saturating_sub(part), short: held.len() < part, held })
    }

    /// Whether what is held is still ours, without asking.
    pub(super) fn is_held(&self) -> bool {
        self.tenure.is_some_and(|tenure| !tenure.is_over())
    }

    /// Gives a group to whoever asks next.
    pub(super) async fn release(&mut self, group: u16) -> Result<(), StoreError> {
        self.held.remove(&group);
        self.give_back([self.lease(group)]).await
    }

    /// Gives everything back: we are gone.
    pub(super) async fn leave(&mut self) -> Result<(), StoreError> {
        let mut names: Vec<String> = self.held.iter().map(|group| self.lease(*group)).collect();
        names.push(self.member());
        self.held.clear();
        self.tenure = None;
        self.give_back(names).await
    }

    async fn give_back(&self, names: impl IntoIterator<Item = String>) -> Result<(), StoreError> {
        let tx = self.store.begin_write(Deadline::after(self.length)).await?;
        for name in names {
            lease::release(&tx, &name, self.holder).await?;
        }
        tx.commit().await
    }

    fn lease(&self, group: u16) -> String {
        format!("consumer {} group {group}", self.consumer)
    }

    fn members(&self) -> String {
        format!("consumer {} member ", self.consumer)
    }

    fn member(&self) -> String {
        format!("{}{}", self.members(), self.holder)
    }
}

/// How many of the groups are for one of the members: as equal as can be, the first ones have the rest.
fn part(groups: u16, members: &[String], member: &str) -> usize {
    let (groups, count) = (usize::from(groups), members.len().max(1));
    let rank = members.iter().position(|other| other == member).unwrap_or_default();
    groups / count + usize::from(rank < groups % count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_equal_and_make_the_whole() {
        for (groups, count) in [(4, 1), (4, 2), (4, 3), (4, 4), (4, 7), (16, 5)] {
            let members: Vec<String> = (0..count).map(|member| format!("{member}")).collect();
            let parts: Vec<usize> = members.iter().map(|member| part(groups, &members, member)).collect();
            assert_eq!(parts.iter().sum::<usize>(), usize::from(groups));
            assert!(parts.iter().max().unwrap() - parts.iter().min().unwrap() <= 1, "{parts:?}");
        }
    }
}
