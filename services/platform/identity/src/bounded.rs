//! A map that forgets what has not been asked for lately, so that nobody can make it grow.

use std::{borrow::Borrow, collections::HashMap, hash::Hash};

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
    pub fn get_mut<Q>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.keep(key);
        self.young.get_mut(key)
    }

    /// The same, put there now if it was not.
    pub fn get_or_insert_with(&mut self, key: K, value: impl FnOnce() -> V) -> &mut V {
        self.keep(&key);
        if !self.young.contains_key(&key) {
            self.make_room();
        }
        self.young.entry(key).or_insert_with(value)
    }

    pub fn insert(&mut self, key: K, value: V) {
        self.make_room();
        self.young.insert(key, value);
    }

    fn keep<Q>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        if let Some((key, value)) = self.old.remove_entry(key) {
            self.insert(key, value);
        }
    }

    fn make_room(&mut self) {
        if self.young.len() >= self.half {
            self.old = std::mem::take(&mut self.young);
        }
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
        assert_eq!(map.get_or_insert_with(0, || "new"), &"used");
        assert_eq!(map.get_or_insert_with(1, || "new"), &"new");
        assert!(map.len() <= 10, "{}", map.len());
        map.remove(&0);
        assert_eq!(map.get_mut(&0), None);
        map.clear();
        assert!(map.is_empty());
    }
}
