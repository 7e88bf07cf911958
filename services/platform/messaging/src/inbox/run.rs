//! A run: facts that one call of one handler takes, with those between them that nobody handles.

use std::sync::Arc;

use uuid::Uuid;

use super::work::Work;
use crate::{consumer::Consumer, envelope::Envelope};

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
    pub(super) fn fits(&self, consumer: &Consumer, work: &Work, handled: bool) -> bool {
        let Some(lead) = self.lead.and_then(|index| self.entries.get(index)) else { return true };
        let lead = &lead.work.envelope;
        // By handler, not by type: one that takes facts of every type gets them in one run.
        let same = match (consumer.handler(&lead.type_name), consumer.handler(&work.envelope.type_name)) {
            (Some(left), Some(right)) => Arc::ptr_eq(left, right),
            _ => false,
        };
        !handled || (lead.tenant == work.envelope.tenant && same)
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

    /// Whether the run has a fact that could end the wait of one for an aggregate: one of any stream but its own.
    pub(super) fn could_wake(&self, waiting: &Envelope, awaited: Uuid) -> bool {
        self.entries.iter().map(|entry| &entry.work.envelope).any(|envelope| {
            envelope.aggregate_id == awaited
                && envelope.tenant == waiting.tenant
                && (envelope.aggregate_id != waiting.aggregate_id || envelope.producer != waiting.producer)
        })
    }
}
