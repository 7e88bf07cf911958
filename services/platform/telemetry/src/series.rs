//! The series of a metric: one for each combination of its labels' values.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};

/// Series of one metric; what would be further ones is counted under [`OTHER`].
const MOST: usize = 2_000;
/// What stands for values beyond the bound.
const OTHER: &str = "other";
/// Between two values in a key; no name has it.
const BETWEEN: char = '\u{1f}';

/// Finds a series by its labels' values, and makes it where there is none.
#[derive(Debug)]
pub(crate) struct AllSeries<T>(RwLock<HashMap<String, Labelled<T>>>);

/// A series with the values of its labels.
type Labelled<T> = (Vec<String>, Arc<T>);

impl<T: Default> AllSeries<T> {
    pub(crate) fn new() -> Self {
        Self(RwLock::default())
    }

    pub(crate) fn of(&self, values: &[&str]) -> Arc<T> {
        let key = key(values);
        if let Some((_, found)) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(found);
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let values: Vec<&str> = if all.len() < MOST { values.to_vec() } else { values.iter().map(|_| OTHER).collect() };
        let owned = || (values.iter().map(|value| (*value).to_owned()).collect(), Arc::default());
        let (_, series) = all.entry(self::key(&values)).or_insert_with(owned);
        Arc::clone(series)
    }

    /// All of them, in the order of their labels.
    pub(crate) fn all(&self) -> Vec<Labelled<T>> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = all.values().cloned().collect();
        all.sort_by(|left, right| left.0.cmp(&right.0));
        all
    }
}

/// The series of a static: there from the first one on, and readable from then on.
#[derive(Debug)]
pub(crate) struct Registered<T>(OnceLock<AllSeries<T>>);

impl<T: Default> Registered<T> {
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    pub(crate) fn of(&self, family: &'static dyn Family) -> &AllSeries<T> {
        self.0.get_or_init(|| {
            register(family);
            AllSeries::new()
        })
    }
}

fn key(values: &[&str]) -> String {
    let mut key = String::with_capacity(values.iter().map(|value| value.len() + 1).sum());
    for value in values {
        key.push_str(value);
        key.push(BETWEEN);
    }
    key
}

/// What has a metric and can be read.
pub(crate) trait Family: Sync {
    fn tell(&'static self, sink: &mut dyn crate::sink::Sink);
}

static FAMILIES: Mutex<Vec<&'static dyn Family>> = Mutex::new(Vec::new());

/// Makes what is counted readable.
fn register(family: &'static dyn Family) {
    FAMILIES.lock().unwrap_or_else(PoisonError::into_inner).push(family);
}

/// All that has counted something.
pub(crate) fn families() -> Vec<&'static dyn Family> {
    FAMILIES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
