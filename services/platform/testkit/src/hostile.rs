//! A bus that does everything a bus may do: repeats, reorders, holds back, cuts anew and loses. By a seed, so that a
//! failure can be had again.

use std::sync::{Mutex, PoisonError};

use crate::Chance;

/// Items that are remembered, to be repeated later.
const REMEMBERED: usize = 512;

/// Between a sender and a receiver of sets. Knows nothing of what it carries.
#[derive(Debug)]
pub struct HostileBus<T> {
    losses: u64,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    chance: Chance,
    passed: Vec<T>,
    held_back: Vec<T>,
}

impl<T: Clone> HostileBus<T> {
    /// Repeats, reorders, holds back and cuts anew, but loses nothing for good.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            losses: 0,
            state: Mutex::new(State { chance: Chance::new(seed), passed: Vec::new(), held_back: Vec::new() }),
        }
    }

    /// Also loses so many of a hundred.
    #[must_use]
    pub fn losing(mut self, of_a_hundred: u64) -> Self {
        self.losses = of_a_hundred;
        self
    }

    /// What arrives in place of a set.
    pub fn disturb(&self, set: &[T]) -> Vec<Vec<T>> {
        let state = &mut *self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut arriving = std::mem::take(&mut state.held_back);
        for item in set {
            if state.chance.percent(self.losses) {
                continue;
            }
            if state.chance.percent(10) {
                state.held_back.push(item.clone());
            } else {
                arriving.push(item.clone());
            }
            if state.chance.percent(15) {
                arriving.push(item.clone());
            }
            if state.chance.percent(10) && !state.passed.is_empty() {
                let at = state.chance.index(state.passed.len());
                arriving.extend(state.passed.get(at).cloned());
            }
        }
        state.remember(set);
        state.displace(&mut arriving);
        state.cut(arriving)
    }

    /// Lets go of what is held back.
    pub fn release(&self) -> Vec<Vec<T>> {
        let state = &mut *self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut arriving = std::mem::take(&mut state.held_back);
        state.displace(&mut arriving);
        state.cut(arriving)
    }
}

impl<T: Clone> State<T> {
    fn remember(&mut self, set: &[T]) {
        self.passed.extend_from_slice(set);
        let surplus = self.passed.len().saturating_sub(REMEMBERED);
        self.passed.drain(..surplus);
    }

    /// Swaps each item with another one nearby, now and then with one far away.
    fn displace(&mut self, items: &mut [T]) {
        for at in 0..items.len() {
            let reach = if self.chance.percent(5) { items.len() } else { 4 };
            let other = (at + self.chance.index(reach)).min(items.len() - 1);
            items.swap(at, other);
        }
    }

    fn cut(&mut self, items: Vec<T>) -> Vec<Vec<T>> {
        let mut sets = Vec::new();
        let mut rest = items.as_slice();
        while !rest.is_empty() {
            let (set, others) = rest.split_at((1 + self.chance.index(20)).min(rest.len()));
            sets.push(set.to_vec());
            rest = others;
        }
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_arrives_at_last_some_of_it_twice_and_the_same_for_one_seed() {
        let carried = |seed| {
            let bus = HostileBus::new(seed);
            let mut arrived: Vec<u32> = Vec::new();
            for first in (0..1_000).step_by(50) {
                let set: Vec<u32> = (first..first + 50).collect();
                arrived.extend(bus.disturb(&set).concat());
            }
            arrived.extend(bus.release().concat());
            arrived
        };
        let arrived = carried(7);
        assert_eq!(arrived, carried(7));
        assert_ne!(arrived, carried(8));
        assert!(arrived.len() > 1_100, "some came twice");
        assert!(!arrived.is_sorted());
        let mut distinct = arrived;
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct, (0..1_000).collect::<Vec<_>>());
    }

    #[test]
    fn a_losing_bus_loses() {
        let bus = HostileBus::new(3).losing(20);
        let set: Vec<u32> = (0..1_000).collect();
        let mut arrived = [bus.disturb(&set).concat(), bus.release().concat()].concat();
        arrived.sort_unstable();
        arrived.dedup();
        assert!(arrived.len() < 900);
    }
}
