//! Rows as they were loaded and as they are now.

use std::{collections::HashMap, hash::Hash};

#[derive(Clone, Debug)]
pub struct Shelf<K, R> {
    rows: HashMap<K, Row<R>>,
}

#[derive(Clone, Debug)]
struct Row<R> {
    /// None = new.
    loaded: Option<R>,
    now: R,
}

impl<K, R> Default for Shelf<K, R> {
    fn default() -> Self {
        Self { rows: HashMap::new() }
    }
}

impl<K: Eq + Hash, R: Clone + PartialEq> Shelf<K, R> {
    /// Takes rows as the database has them.
    pub fn load(&mut self, rows: impl IntoIterator<Item = (K, R)>) {
        self.rows.extend(rows.into_iter().map(|(key, row)| (key, Row { loaded: Some(row.clone()), now: row })));
    }

    pub fn get(&self, key: &K) -> Option<&R> {
        self.rows.get(key).map(|row| &row.now)
    }

    pub fn get_mut(&mut self, key: &K) -> Option<&mut R> {
        self.rows.get_mut(key).map(|row| &mut row.now)
    }

    pub fn get_or(&mut self, key: K, new: impl FnOnce() -> R) -> &mut R {
        &mut self.rows.entry(key).or_insert_with(|| Row { loaded: None, now: new() }).now
    }

    /// Puts a row in the place of what is there.
    pub fn put(&mut self, key: K, now: R) {
        match self.rows.get_mut(&key) {
            Some(row) => row.now = now,
            None => {
                self.rows.insert(key, Row { loaded: None, now });
            }
        }
    }

    /// What is new or other than it was loaded: before and now.
    pub fn changed(&self) -> impl Iterator<Item = (Option<&R>, &R)> {
        self.rows
            .values()
            .filter(|row| row.loaded.as_ref() != Some(&row.now))
            .map(|row| (row.loaded.as_ref(), &row.now))
    }

    /// Keeps the rows of these keys.
    pub fn retain(&mut self, wanted: impl Fn(&K) -> bool) {
        self.rows.retain(|key, _| wanted(key));
    }

    pub fn into_rows(self) -> impl Iterator<Item = (K, R)> {
        self.rows.into_iter().map(|(key, row)| (key, row.now))
    }
}
