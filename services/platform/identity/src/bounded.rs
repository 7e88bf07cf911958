//! A map that forgets what has not been asked for lately, so that nobody can make it grow.

use std::{collections::HashMap, hash::Hash};

/// Holds at most so many entries, in two generations: when the young one is half of that, the old one is forgotten.
#[derive(Debug)]
pub struct Bounded<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    half: usize,
}

impl<K: Hash + Eq, V> Bounded<K, V> {
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half: (most / 2).max(1) }
    }

    /// What was put there; what is asked for stays.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        if let Some((key, value)) = self.old.remove_entry(key) {
            self.insert(key, value);
        }
        self.young.get_mut(key)
    }

    pub fn insert(&mut self, key: K, value: V) {
        if self.young.len() >= self.half {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    pub fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }

    pub fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_grows_beyond_its_bound_and_keeps_what_is_used() {
        let mut map = Bounded::new(10);
        map.insert(0, "used");
        for key in 1..1_000 {
            map.insert(key, "once");
            assert!(map.len() <= 10, "{}", map.len());
            assert_eq!(map.get_mut(&0), Some(&mut "used"), "{key}");
        }
        assert_eq!(map.get_mut(&1), None);
        map.remove(&0);
        assert_eq!(map.get_mut(&0), None);
        map.clear();
        assert!(map.is_empty());
    }
}
