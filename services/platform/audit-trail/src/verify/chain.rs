//! Walking a chain from its beginning to its end.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use o2c_kernel::{Deadline, TenantId, machine_now};
use o2c_store::{Store, StoreError, Tx, trail::Entry};
use uuid::Uuid;

use super::{DEADLINE, Finding, Harm, Verification, attested::Points, subjects::Subjects};
use crate::{
    block::{Member, entry_hash},
    list::first_id,
    storage::{
        blocks::{self, Head, Stored},
        entries::{self, EntryRow, NoteRow},
        unsealed,
    },
};

/// Blocks that are read at once.
const BLOCKS: u64 = 16;
/// Ids that are read at once.
const IDS: u64 = 1_000;
/// Younger entries may belong to a transaction that commits late: whether they were put in is not asked yet.
const SETTLED: Duration = Duration::from_secs(300);

/// The chain of a service and tenant while it is verified.
pub(super) struct Chain<'a> {
    store: &'a Store,
    service: &'a str,
    tenant: &'a TenantId,
    attested: Option<&'a Points>,
    head: Head,
    /// Entries before this are counted.
    settled: Uuid,
    /// Of these, how many are in a block and in the table.
    counted: u64,
    subjects: Subjects,
}

impl<'a> Chain<'a> {
    pub(super) fn new(store: &'a Store, service: &'a str, tenant: &'a TenantId, attested: Option<&'a Points>) -> Self {
        let settled = first_id(machine_now().minus(SETTLED));
        Self { store, service, tenant, attested, head: Head::NONE, settled, counted: 0, subjects: Subjects::default() }
    }

    pub(super) async fn verify(mut self, into: &mut Verification) -> Result<(), StoreError> {
        loop {
            let tx = self.store.begin_read(Deadline::after(DEADLINE)).await?;
            let page = blocks::after(&tx, self.tenant, self.head.number, BLOCKS).await?;
            if page.is_empty() {
                // in the same snapshot: nothing is sealed between the two
                self.rest(&tx, into).await?;
                tx.rollback().await;
                break;
            }
            for stored in page {
                self.block(&tx, stored, into).await?;
            }
            tx.rollback().await;
        }
        self.end(into);
        Ok(())
    }

    fn found(&self, into: &mut Verification, harm: Harm, entry: Option<Uuid>, detail: impl Into<String>) {
        let nowhere = matches!(harm, Harm::EntryInserted | Harm::PrincipalDeleted);
        let block = (!nowhere).then_some(self.head.number);
        let (service, tenant) = (self.service.to_owned(), Some(self.tenant.clone()));
        into.found(Finding { service, tenant, harm, block, entry, detail: detail.into() });
    }

    async fn block(&mut self, tx: &Tx, stored: Stored, into: &mut Verification) -> Result<(), StoreError> {
        let Stored { block, hash } = stored;
        let before = std::mem::replace(&mut self.head, Head { number: block.number, hash });
        into.blocks += 1;
        let expected = before.number.saturating_add(1);
        if block.number != expected {
            let detail = format!("{} are missing before it", block.number.saturating_sub(expected));
            self.found(into, Harm::BlockDeleted, None, detail);
        }
        if block.previous != before.hash {
            self.found(into, Harm::ChainBroken, None, "does not follow the block before it");
        }
        if block.hash(self.service) != hash {
            self.found(into, Harm::BlockChanged, None, "its content does not have its hash");
        }
        let points = self.attested.and_then(|points| points.get(&block.number));
        if points.is_some_and(|hashes| hashes.iter().any(|attested| *attested != hash)) {
            self.found(into, Harm::Rewritten, None, "a checkpoint has another hash for it");
        }
        self.members(tx, &block.members, into).await
    }

    async fn members(&mut self, tx: &Tx, members: &[Member], into: &mut Verification) -> Result<(), StoreError> {
        let rows = entries::find(tx, self.tenant, members.iter().map(|member| member.entry)).await?;
        let rows: HashMap<Uuid, EntryRow> = rows.into_iter().map(|row| (row.entry_id, row)).collect();
        let mut intact = Vec::with_capacity(members.len());
        for member in members {
            into.entries += 1;
            let Some(row) = rows.get(&member.entry) else {
                self.found(into, Harm::EntryDeleted, Some(member.entry), "was sealed and is not there");
                continue;
            };
            self.counted += u64::from(member.entry < self.settled);
            let said = Entry::decode(&row.body);
            let fits = |entry: &Entry| {
                entry.id == row.entry_id && entry.tenant == row.tenant && entry.subject == row.subject_id
            };
            match said {
                Some(entry) if entry.id != row.entry_id => {
                    let detail = format!("what was recorded as {} stands in its place", entry.id);
                    self.found(into, Harm::EntryMoved, Some(member.entry), detail);
                }
                Some(entry) if entry_hash(&row.body) == member.hash && fits(&entry) => intact.push(entry),
                Some(_) | None => {
                    self.found(into, Harm::EntryChanged, Some(member.entry), "is not what was sealed");
                }
            }
        }
        for id in self.subjects.read(tx, self.tenant, &intact).await? {
            self.found(into, Harm::PrincipalChanged, None, format!("who {id} is, is not who acted"));
        }
        intact.retain(|entry| entry.items.iter().any(|item| item.note.is_some()));
        self.reasons(tx, intact, into).await
    }

    /// A reason that is there has to be the one that was given.
    async fn reasons(&self, tx: &Tx, noted: Vec<Entry>, into: &mut Verification) -> Result<(), StoreError> {
        let notes = entries::notes(tx, self.tenant, noted.iter().map(|entry| entry.id)).await?;
        let notes: HashMap<(Uuid, usize), NoteRow> = notes
            .into_iter()
            .filter_map(|note| Some(((note.entry_id, usize::try_from(note.item).ok()?), note)))
            .collect();
        for entry in &noted {
            for (place, bound) in entry.items.iter().enumerate().filter_map(|(at, item)| Some((at, item.note?))) {
                let (Some(note), Some(subject)) = (notes.get(&(entry.id, place)), self.subjects.of(entry)) else {
                    into.erased += 1;
                    continue;
                };
                let given = subject.open(note.salt, &note.sealed).map(|text| subject.commitment(note.salt, &text));
                if given != Some(bound) {
                    let detail = format!("the reason of item {place} is not the one that was given");
                    self.found(into, Harm::ReasonChanged, Some(entry.id), detail);
                }
            }
        }
        Ok(())
    }

    /// What stands in no block: it waits to be sealed, or somebody has put it in.
    async fn rest(&mut self, tx: &Tx, into: &mut Verification) -> Result<(), StoreError> {
        let mut waiting = HashSet::new();
        let mut after = Uuid::nil();
        loop {
            let page = unsealed::page(tx, self.tenant.as_str(), after, Uuid::max(), IDS).await?;
            let Some(last) = page.last() else { break };
            after = *last;
            for row in entries::find(tx, self.tenant, page.iter().copied()).await? {
                Entry::decode(&row.body).iter().for_each(|entry| self.subjects.hear(entry));
            }
            waiting.extend(page);
        }
        let (erased, gone) = self.subjects.gone();
        into.erased_principals += erased;
        for id in gone {
            self.found(
                into,
                Harm::PrincipalDeleted,
                None,
                format!("who {id} is, and no entry says that they were erased"),
            );
        }
        into.unsealed += waiting.len() as u64;
        let old = waiting.iter().filter(|id| **id < self.settled).count() as u64;
        let there = entries::count_before(tx, self.tenant, self.settled).await?;
        if there > self.counted.saturating_add(old) {
            self.name_inserted(tx, &waiting, into).await?;
        }
        Ok(())
    }

    /// Reads the chain once more, for its ids alone: it is rare that somebody is to be named.
    async fn name_inserted(&self, tx: &Tx, waiting: &HashSet<Uuid>, into: &mut Verification) -> Result<(), StoreError> {
        let mut sealed = HashSet::new();
        let mut number = 0;
        loop {
            let page = blocks::after(tx, self.tenant, number, BLOCKS).await?;
            let Some(last) = page.last() else { break };
            number = last.block.number;
            sealed.extend(page.iter().flat_map(|stored| stored.block.members.iter().map(|member| member.entry)));
        }
        let mut after = Uuid::nil();
        loop {
            let page = entries::ids(tx, self.tenant, after, self.settled, IDS).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = *last;
            for id in page.into_iter().filter(|id| !sealed.contains(id) && !waiting.contains(id)) {
                self.found(into, Harm::EntryInserted, Some(id), "stands in no block and does not wait for one");
            }
        }
    }

    /// Whether checkpoints speak of more than there is.
    fn end(&self, into: &mut Verification) {
        let attested = self.attested.and_then(|points| points.last_key_value()).map_or(0, |(number, _)| *number);
        let reach = super::Reach { sealed: self.head.number, attested };
        into.chains.insert(self.tenant.to_string(), reach);
        if attested > self.head.number {
            let detail = format!("it is the last one, and a checkpoint speaks of block {attested}");
            self.found(into, Harm::TailCut, None, detail);
        }
    }
}
