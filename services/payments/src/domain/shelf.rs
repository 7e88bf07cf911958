//! Aggregates in the hand of a use case: each loaded once, written once.

use std::collections::BTreeMap;

/// By id, with a note of what has to be written.
#[derive(Debug)]
pub struct Shelf<K, V> {
    places: BTreeMap<K, Place<V>>,
    added: Vec<K>,
}

#[derive(Debug)]
struct Place<V> {
    value: V,
    mark: Mark,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    Loaded,
    Changed,
    New,
}

/// What has to be written.
#[derive(Debug)]
pub struct Changes<V> {
    pub new: Vec<V>,
    pub changed: Vec<V>,
}

impl<K: Ord, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), added: Vec::new() }
    }
}

impl<K: Ord + Copy, V: PartialEq> Shelf<K, V> {
    /// Puts up what was loaded; what is there stays.
    pub fn load(&mut self, key: K, value: V) {
        self.places.entry(key).or_insert(Place { value, mark: Mark::Loaded });
    }

    pub fn add(&mut self, key: K, value: V) {
        self.places.insert(key, Place { value, mark: Mark::New });
        self.added.push(key);
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.places.get(key).map(|place| &place.value)
    }

    /// Puts a value back; one that has not changed is not written.
    pub fn put(&mut self, key: &K, value: V) {
        if let Some(place) = self.places.get_mut(key).filter(|place| place.value != value) {
            place.value = value;
            if place.mark == Mark::Loaded {
                place.mark = Mark::Changed;
            }
        }
    }

    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.places.values().map(|place| &place.value)
    }

    /// What is new in the order in which it was added, what has changed in key order.
    pub fn into_changes(mut self) -> Changes<V> {
        let new = self.added.iter().filter_map(|key| self.places.remove(key)).map(|place| place.value).collect();
        let changed = self.places.into_values().filter(|place| place.mark == Mark::Changed);
        Changes { new, changed: changed.map(|place| place.value).collect() }
    }
}
