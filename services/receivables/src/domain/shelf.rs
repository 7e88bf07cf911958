//! Rows at hand while a set is decided: which were loaded, which are new, which changed.

use std::collections::BTreeMap;

/// A row with a version: it grows by one with the set that changes it, however often that does.
pub trait Versioned {
    fn version_mut(&mut self) -> &mut i64;
}

#[derive(Debug)]
pub struct Shelf<K, T> {
    rows: BTreeMap<K, Slot<T>>,
}

#[derive(Debug)]
struct Slot<T> {
    row: T,
    mark: Mark,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    Loaded,
    Changed,
    New,
}

impl<K, T> Default for Shelf<K, T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new() }
    }
}

impl<K: Ord, T: Versioned> Shelf<K, T> {
    /// Takes in a row as it is stored.
    pub fn load(&mut self, key: K, row: T) {
        self.rows.insert(key, Slot { row, mark: Mark::Loaded });
    }

    pub fn get(&self, key: &K) -> Option<&T> {
        self.rows.get(key).map(|slot| &slot.row)
    }

    /// All of them, in the order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = &T> {
        self.rows.values().map(|slot| &slot.row)
    }

    /// Puts a row in the place of what is there, or as a new one.
    pub fn put(&mut self, key: K, mut row: T) {
        let before = self.rows.get_mut(&key);
        let (version, mark) = match before {
            None => (1, Mark::New),
            Some(slot) => {
                let version = *slot.row.version_mut();
                match slot.mark {
                    Mark::Loaded => (version.saturating_add(1), Mark::Changed),
                    mark => (version, mark),
                }
            }
        };
        *row.version_mut() = version;
        self.rows.insert(key, Slot { row, mark });
    }

    /// The rows that are new, and those that changed.
    pub fn into_changes(self) -> (Vec<T>, Vec<T>) {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for slot in self.rows.into_values() {
            match slot.mark {
                Mark::New => new.push(slot.row),
                Mark::Changed => changed.push(slot.row),
                Mark::Loaded => {}
            }
        }
        (new, changed)
    }
}
