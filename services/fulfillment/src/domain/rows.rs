//! Loaded rows that remember which of them are new and which were changed.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rows<K, V> {
    rows: BTreeMap<K, V>,
    new: BTreeSet<K>,
    changed: BTreeSet<K>,
}

impl<K, V> Default for Rows<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), new: BTreeSet::new(), changed: BTreeSet::new() }
    }
}

impl<K: Ord + Copy, V> Rows<K, V> {
    /// Takes in a row that is stored. One that is here already stays as it is.
    pub(crate) fn load(&mut self, key: K, row: V) {
        self.rows.entry(key).or_insert(row);
    }

    pub(crate) fn add(&mut self, key: K, row: V) {
        self.rows.insert(key, row);
        self.new.insert(key);
    }

    #[must_use]
    pub fn get(&self, key: K) -> Option<&V> {
        self.rows.get(&key)
    }

    /// To change it: whoever asks for this does.
    pub(crate) fn change(&mut self, key: K) -> Option<&mut V> {
        let row = self.rows.get_mut(&key)?;
        if !self.new.contains(&key) {
            self.changed.insert(key);
        }
        Some(row)
    }

    /// The version that a row will have once it is saved.
    #[must_use]
    pub fn version_after(&self, key: K, loaded: i64) -> i64 {
        if self.changed.contains(&key) { loaded.saturating_add(1) } else { loaded }
    }

    pub fn keys(&self) -> impl Iterator<Item = K> {
        self.rows.keys().copied()
    }

    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.rows.values()
    }

    pub fn new_rows(&self) -> impl Iterator<Item = &V> {
        self.new.iter().filter_map(|key| self.rows.get(key))
    }

    pub fn new_count(&self) -> usize {
        self.new.len()
    }

    /// To number what is new, in the order of its keys.
    pub(crate) fn new_rows_mut(&mut self) -> impl Iterator<Item = &mut V> {
        let new = &self.new;
        self.rows.iter_mut().filter(|(key, _)| new.contains(key)).map(|(_, row)| row)
    }

    pub fn changed_rows(&self) -> impl Iterator<Item = &V> {
        self.changed.iter().filter_map(|key| self.rows.get(key))
    }
}
