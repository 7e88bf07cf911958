//! The items of a set while they are decided.

use std::ops::Range;
use std::sync::Arc;

use o2c_kernel::{Item, RequestKey};

/// What is known about an item so far.
#[derive(Debug)]
pub(crate) enum State<R, E> {
    /// To be decided by the use case.
    Pending,
    Accepted(R),
    Refused(E),
    /// Accepted in an earlier call: the stored response.
    Replayed(Vec<u8>),
    /// Has the key of an earlier item of this set, and gets that one's answer.
    Twin(usize),
}

/// The items of one run of a set: those answered by their key already, and those that the use case must decide.
///
/// Every pending item must be accepted or refused before the use case returns.
#[derive(Debug)]
pub struct Claimed<C, R, E> {
    items: Arc<[Item<C>]>,
    start: usize,
    states: Vec<State<R, E>>,
}

impl<C, R, E> Claimed<C, R, E> {
    pub(crate) fn new(items: Arc<[Item<C>]>, range: Range<usize>) -> Self {
        let start = range.start;
        Self { items, start, states: range.map(|_| State::Pending).collect() }
    }

    pub(crate) fn items(&self) -> &[Item<C>] {
        let end = self.start.saturating_add(self.states.len());
        self.items.get(self.start..end).unwrap_or_default()
    }

    pub(crate) fn states(&self) -> &[State<R, E>] {
        &self.states
    }

    pub(crate) fn set(&mut self, position: usize, state: State<R, E>) {
        if let Some(slot) = self.states.get_mut(position) {
            *slot = state;
        }
    }

    pub(crate) fn into_states(self) -> Vec<State<R, E>> {
        self.states
    }

    /// The keys of the items, by position.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (usize, RequestKey)> {
        self.items().iter().enumerate().filter_map(|(position, item)| item.key.map(|key| (position, key)))
    }

    /// The commands that are still to be decided, in the order given: for loading what they need.
    pub fn pending(&self) -> impl Iterator<Item = &C> {
        let pairs = self.items().iter().zip(&self.states);
        pairs.filter(|(_, state)| matches!(state, State::Pending)).map(|(item, _)| &item.command)
    }

    /// How many items are still to be decided.
    #[must_use]
    pub fn pending_count(&self) -> usize {
        self.states.iter().filter(|state| matches!(state, State::Pending)).count()
    }

    /// How many items were answered by their keys.
    pub(crate) fn replayed_count(&self) -> u64 {
        let replayed = self.states.iter().filter(|state| matches!(state, State::Replayed(_))).count();
        u64::try_from(replayed).unwrap_or(u64::MAX)
    }

    /// The items that are still to be decided, in the order given.
    pub fn items_mut(&mut self) -> impl Iterator<Item = ClaimedItem<'_, C, R, E>> {
        let end = self.start.saturating_add(self.states.len());
        let items = self.items.get(self.start..end).unwrap_or_default();
        let pairs = items.iter().zip(&mut self.states).enumerate();
        pairs.filter(|(_, (_, state))| matches!(state, State::Pending)).map(|(position, (item, state))| ClaimedItem {
            position,
            command: &item.command,
            state,
        })
    }

    /// The results accepted so far, in the order given.
    pub fn accepted(&self) -> impl Iterator<Item = (&C, &R)> {
        self.items().iter().zip(&self.states).filter_map(|(item, state)| match state {
            State::Accepted(result) => Some((&item.command, result)),
            _ => None,
        })
    }
}

/// One item that is still to be decided.
#[derive(Debug)]
pub struct ClaimedItem<'a, C, R, E> {
    position: usize,
    command: &'a C,
    state: &'a mut State<R, E>,
}

impl<'a, C, R, E> ClaimedItem<'a, C, R, E> {
    /// What the caller asks for.
    #[must_use]
    pub fn command(&self) -> &'a C {
        self.command
    }

    /// The item's place in this run, for tables of the use case's own.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// Accepts the item: its response is stored with its effect.
    pub fn accept(self, result: R) {
        *self.state = State::Accepted(result);
    }

    /// Refuses the item: nothing is stored, a retry decides anew.
    pub fn refuse(self, error: E) {
        *self.state = State::Refused(error);
    }

    /// Accepts or refuses, as decided.
    pub fn decide(self, decision: Result<R, E>) {
        match decision {
            Ok(result) => self.accept(result),
            Err(error) => self.refuse(error),
        }
    }
}
