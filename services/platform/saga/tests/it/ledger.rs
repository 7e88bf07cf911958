//! Somebody else's service: a ledger with a limit, idempotent by call id, with tombstones for what was undone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use o2c_kernel::Kind;
use o2c_saga::SagaError;
use uuid::Uuid;

/// A ledger that gives up to `limit`.
pub struct Ledger {
    limit: i64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    given: BTreeMap<Uuid, (Uuid, i64)>,
    undone: BTreeSet<Uuid>,
    calls: Vec<usize>,
    failing: Option<Kind>,
    failing_undo: Option<Kind>,
    poison: BTreeSet<Uuid>,
    again: BTreeMap<Uuid, u32>,
    denied: BTreeSet<Uuid>,
}

/// What the ledger says to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Given,
    Refused,
    Again(Duration),
}

impl Ledger {
    pub fn with_limit(limit: i64) -> Self {
        Self { limit, state: Mutex::default() }
    }

    /// Gives what is asked for, item by item in the order given, as long as the limit lasts.
    pub fn reserve(&self, requests: &[(Uuid, Uuid, i64)]) -> Result<Vec<Reply>, SagaError> {
        let mut state = self.state.lock().unwrap();
        state.calls.push(requests.len());
        if let Some(kind) = state.failing {
            return Err(SagaError::failed(kind, "the ledger is away"));
        }
        let poisoned = requests.iter().any(|(_, subject, _)| state.poison.contains(subject));
        let mut replies = Vec::new();
        for (call, subject, amount) in requests {
            if let Some(left) = state.again.get_mut(subject).filter(|left| **left > 0) {
                *left -= 1;
                replies.push(Reply::Again(Duration::from_millis(300)));
                continue;
            }
            let taken: i64 = state.given.values().map(|(_, amount)| amount).sum();
            let reply = if state.undone.contains(call) || state.denied.contains(subject) {
                Reply::Refused // a tombstone: this call comes too late
            } else if state.given.contains_key(call) {
                Reply::Given
            } else if taken + amount > self.limit {
                Reply::Refused
            } else {
                state.given.insert(*call, (*subject, *amount));
                Reply::Given
            };
            replies.push(reply);
        }
        // A bad item fails the whole call, after the others had their effect: the nastiest way.
        if poisoned {
            return Err(SagaError::failed(Kind::Internal, "an item of the set is bad"));
        }
        Ok(replies)
    }

    /// Takes reservations back, also those that never arrived.
    pub fn release(&self, calls: &[Uuid]) -> Result<(), SagaError> {
        let mut state = self.state.lock().unwrap();
        if let Some(kind) = state.failing_undo {
            return Err(SagaError::failed(kind, "the ledger cannot release"));
        }
        for call in calls {
            state.given.remove(call);
            state.undone.insert(*call);
        }
        Ok(())
    }

    pub fn fail(&self, kind: Option<Kind>) {
        self.state.lock().unwrap().failing = kind;
    }

    pub fn fail_undo(&self, kind: Option<Kind>) {
        self.state.lock().unwrap().failing_undo = kind;
    }

    pub fn poison(&self, subject: Uuid) {
        self.state.lock().unwrap().poison.insert(subject);
    }

    pub fn deny(&self, subject: Uuid) {
        self.state.lock().unwrap().denied.insert(subject);
    }

    pub fn heal(&self) {
        self.state.lock().unwrap().poison.clear();
    }

    pub fn say_again(&self, subject: Uuid, times: u32) {
        self.state.lock().unwrap().again.insert(subject, times);
    }

    pub fn holds(&self, subject: Uuid) -> usize {
        self.state.lock().unwrap().given.values().filter(|(of, _)| *of == subject).count()
    }

    /// The sizes of the sets it was called with.
    pub fn calls(&self) -> Vec<usize> {
        self.state.lock().unwrap().calls.clone()
    }

    pub fn was_undone(&self, call: Uuid) -> bool {
        self.state.lock().unwrap().undone.contains(&call)
    }
}
