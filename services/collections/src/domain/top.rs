//! The first of many, in bounded memory: a page of the worklist is chosen while all debtors pass by once.

use std::collections::BTreeMap;

use o2c_kernel::Currency;

use super::{CustomerId, Ranked};

type Key = (i64, CustomerId, Currency);

/// Keeps the first `room` by key that come after a key.
#[derive(Debug)]
pub struct Top {
    room: usize,
    after: Option<Key>,
    kept: BTreeMap<Key, Ranked>,
}

impl Top {
    #[must_use]
    pub const fn new(room: usize, after: Option<Key>) -> Self {
        Self { room, after, kept: BTreeMap::new() }
    }

    pub fn offer(&mut self, ranked: Ranked) {
        let key = ranked.key();
        if self.after.is_some_and(|after| key <= after) {
            return;
        }
        self.kept.insert(key, ranked);
        if self.kept.len() > self.room {
            self.kept.pop_last();
        }
    }

    #[must_use]
    pub fn into_ordered(self) -> Vec<Ranked> {
        self.kept.into_values().collect()
    }
}
