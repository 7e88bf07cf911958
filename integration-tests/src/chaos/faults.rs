//! What was done to a mesh, counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Counted by everybody who does harm; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Counted>>);

#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// By process.
    pub kills: BTreeMap<String, u64>,
    /// By kind.
    pub kinds: BTreeMap<String, u64>,
    /// Which roads were cut or made slow.
    pub edges: BTreeSet<String>,
}

impl Faults {
    pub fn killed(&self, process: &str) {
        *self.counted().kills.entry(process.to_owned()).or_default() += 1;
        self.happened("kill", 1);
    }

    pub fn happened(&self, kind: &str, times: u64) {
        *self.counted().kinds.entry(kind.to_owned()).or_default() += times;
    }

    pub fn harmed(&self, edge: String, kind: &str) {
        self.counted().edges.insert(edge);
        self.happened(kind, 1);
    }

    pub fn kills(&self) -> u64 {
        self.counted().kills.values().sum()
    }

    /// All until now.
    pub fn all(&self) -> Counted {
        self.counted().clone()
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
