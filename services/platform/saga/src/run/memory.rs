//! What this runner alone knows, and may forget: which steps have had no effect yet.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::Member;
use crate::Saga;

/// Knowledge that spares work. Where it is missing the runner assumes the worst, so a crash only costs idle undos.
#[derive(Default)]
pub(super) struct Memory {
    /// Up to this position sagas may have been tried by an earlier runner: any of their steps may have had an effect.
    floor: i64,
    /// The furthest step that may have had an effect, of sagas above the floor that have not ended.
    furthest: HashMap<Uuid, usize>,
    /// Sagas that failed alone. They are called alone until they answer, so as not to fail others again.
    suspects: HashSet<Uuid>,
}

impl Memory {
    /// Begins anew: whatever is there now may have been tried before.
    pub(super) fn forget(&mut self, floor: i64) {
        *self = Self { floor, ..Self::default() };
    }

    /// A step had its effect, or nobody knows.
    pub(super) fn may_have_effect(&mut self, saga: Uuid, step: usize) {
        let furthest = self.furthest.entry(saga).or_insert(step);
        *furthest = (*furthest).max(step);
    }

    /// Nothing depends on it any more: the saga is done, or what it did is in the log.
    pub(super) fn settled(&mut self, saga: Uuid) {
        self.furthest.remove(&saga);
        self.suspects.remove(&saga);
    }

    pub(super) fn suspect(&mut self, saga: Uuid) {
        self.suspects.insert(saga);
    }

    pub(super) fn clear_suspicion(&mut self, saga: Uuid) {
        self.suspects.remove(&saga);
    }

    pub(super) fn is_suspect(&self, saga: Uuid) -> bool {
        self.suspects.contains(&saga)
    }

    /// The undoable steps that may have had an effect when step `refused_at` refused. That step itself is not among them
    /// when this was the only time it was ever called: it has answered that nothing happened.
    pub(super) fn may_have_started<S: Saga>(&self, member: &Member<S>, refused_at: usize) -> Vec<&'static str> {
        let known = member.ticket.position > self.floor;
        let furthest = self.furthest.get(&member.running.id);
        S::STEPS
            .iter()
            .enumerate()
            .filter(|(index, step)| {
                let started = !known || *index < refused_at || furthest.is_some_and(|furthest| index <= furthest);
                started && step.undo_action().is_some()
            })
            .map(|(_, step)| step.name())
            .collect()
    }
}
