//! Producers whose streams are known to be there: asked once, and again when a message found none.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

#[derive(Debug, Default)]
pub(super) struct Known(Mutex<BTreeSet<String>>);

impl Known {
    pub(super) fn contains(&self, producer: &str) -> bool {
        self.lock().contains(producer)
    }

    pub(super) fn insert(&self, producer: &str) {
        self.lock().insert(producer.to_owned());
    }

    pub(super) fn remove(&self, producer: &str) {
        self.lock().remove(producer);
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
