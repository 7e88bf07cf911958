//! A run: facts that one call of one handler takes, with those between them that nobody handles.

use super::work::{Key, Work};
use crate::envelope::Envelope;

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) work: Work,
    /// Has a handler; without one, the fact only advances the cursor.
    pub(super) handled: bool,
}

#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) entries: Vec<Entry>,
    /// The handled one that decides which others fit.
    lead: Option<usize>,
}

impl Run {
    /// Whether the fact can join: handled by the same handler, for the same tenant, or not handled at all.
    pub(super) fn fits(&self, work: &Work, handled: bool) -> bool {
        let Some(lead) = self.lead.and_then(|index| self.entries.get(index)) else { return true };
        let lead = &lead.work.envelope;
        !handled || (lead.type_name == work.envelope.type_name && lead.tenant == work.envelope.tenant)
    }

    pub(super) fn push(&mut self, work: Work, handled: bool) {
        if handled && self.lead.is_none() {
            self.lead = Some(self.entries.len());
        }
        self.entries.push(Entry { work, handled });
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What the handler gets.
    pub(super) fn facts(&self) -> Vec<Envelope> {
        self.entries.iter().filter(|entry| entry.handled).map(|entry| entry.work.envelope.clone()).collect()
    }

    /// Whether an aggregate has a fact in the run.
    pub(super) fn concerns(&self, key: &Key) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.work.envelope.aggregate_id == key.1 && entry.work.envelope.tenant == key.0)
    }
}
