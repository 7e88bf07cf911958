//! What happens in a case, place by place.

use std::sync::{Mutex, MutexGuard, PoisonError};

use o2c_kernel::Kind;

use crate::{Faults, Injection, Moment, Place, Saga};

/// Something that happens at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) place: Place,
    pub(super) moment: Moment,
    pub(super) what: What,
    /// Only the first time.
    pub(super) once: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Fail(Kind),
    Refuse,
    Twice,
    Crash,
}

pub(super) struct Script<S: Saga> {
    state: Mutex<State>,
    crash_at: Option<usize>,
    refusal: Mutex<S::Refusal>,
}

struct State {
    rules: Vec<Rule>,
    passed: usize,
}

impl<S: Saga> Script<S> {
    pub(super) fn new(rules: Vec<Rule>, crash_at: Option<usize>, refusal: S::Refusal) -> Self {
        Self { state: Mutex::new(State { rules, passed: 0 }), crash_at, refusal: Mutex::new(refusal) }
    }

    pub(super) fn passed(&self) -> usize {
        self.state().passed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Saga> Faults<S> for Script<S> {
    fn at(&self, place: Place, moment: Moment) -> Injection<S> {
        let mut state = self.state();
        let passed = state.passed;
        state.passed += 1;
        if self.crash_at == Some(passed) {
            return Injection::Crash;
        }
        // What is written behind something that happens once comes after it.
        let next = state.rules.iter().position(|rule| rule.once || (rule.place == place && rule.moment == moment));
        let found = next.and_then(|index| Some((index, state.rules.get(index)?.clone())));
        let Some((index, rule)) = found.filter(|(_, rule)| rule.place == place && rule.moment == moment) else {
            return Injection::Nothing;
        };
        if rule.once {
            state.rules.remove(index);
        }
        match rule.what {
            What::Fail(kind) => Injection::Fail(kind),
            What::Refuse => Injection::Refuse(self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone()),
            What::Twice => Injection::Twice,
            What::Crash => Injection::Crash,
        }
    }
}
