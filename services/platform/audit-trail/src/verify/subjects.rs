//! Who is in a chain: names that fit, and names that are gone for a reason that the chain tells.

use std::collections::{HashMap, HashSet};

use o2c_kernel::TenantId;
use o2c_store::{
    StoreError, Tx,
    trail::{
        Entry,
        subject::{Subject, find_by_id},
    },
};
use uuid::Uuid;

use crate::erase::{DOCUMENT, METHOD};

/// The subjects of a chain, each read once: as many as there are people and machines.
#[derive(Default)]
pub(super) struct Subjects {
    /// None: nobody knows who that was.
    known: HashMap<Uuid, Option<Subject>>,
    /// Those of whom an entry says that they were erased.
    erased: HashSet<Uuid>,
}

impl Subjects {
    /// Reads those of these entries that were not read yet; the ones whose name is not the one that was sealed.
    pub(super) async fn read(
        &mut self,
        tx: &Tx,
        tenant: &TenantId,
        entries: &[Entry],
    ) -> Result<Vec<Uuid>, StoreError> {
        self.erased.extend(entries.iter().flat_map(erased_by));
        let new: HashSet<Uuid> = entries.iter().map(|entry| entry.subject).collect();
        let new: Vec<Uuid> = new.into_iter().filter(|id| !self.known.contains_key(id)).collect();
        if new.is_empty() {
            return Ok(new);
        }
        self.known.extend(new.iter().map(|id| (*id, None)));
        let mut exchanged = Vec::new();
        for subject in find_by_id(tx, tenant, new).await? {
            if !subject.holds() {
                exchanged.push(subject.id);
            }
            self.known.insert(subject.id, Some(subject));
        }
        Ok(exchanged)
    }

    /// The subject of an entry that was read.
    pub(super) fn of(&self, entry: &Entry) -> Option<&Subject> {
        self.known.get(&entry.subject)?.as_ref()
    }

    /// Takes in what entries say that stand in no block yet.
    pub(super) fn hear(&mut self, entry: &Entry) {
        self.erased.extend(erased_by(entry));
    }

    /// How many were erased, and those who are gone though no entry says so.
    pub(super) fn gone(&self) -> (u64, Vec<Uuid>) {
        let gone = self.known.iter().filter(|(_, known)| known.is_none()).map(|(id, _)| *id);
        let (told, mut untold): (Vec<Uuid>, Vec<Uuid>) = gone.partition(|id| self.erased.contains(id));
        untold.sort_unstable();
        (told.len() as u64, untold)
    }
}

fn erased_by(entry: &Entry) -> Vec<Uuid> {
    let documents = entry.items.iter().filter(|_| entry.method == METHOD).flat_map(|item| &item.documents);
    documents.filter(|(name, _)| name == DOCUMENT).map(|(_, id)| *id).collect()
}
