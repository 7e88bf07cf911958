//! Which cases there are.

use o2c_kernel::Kind;

use super::Ending;
use super::script::{Rule, What};
use crate::{Moment, Place, Saga};

/// A way things can go.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) before: Vec<Rule>,
    /// The first runner crashes at this place, counted in the order it passes them.
    pub(super) crash_at: Option<usize>,
    pub(super) after_crash: Vec<Rule>,
    pub(super) ending: Ending,
}

impl Case {
    fn new(name: String, before: Vec<Rule>, ending: Ending) -> Self {
        Self { name, after_crash: before.clone(), before, crash_at: None, ending }
    }

    pub(super) fn plain() -> Self {
        Self::new("all goes well".to_owned(), Vec::new(), Ending::Done)
    }

    pub(super) fn refused_at(step: &'static str) -> Self {
        Self::new(format!("{step} refuses"), vec![refuse(step)], Ending::Refused)
    }

    /// The same case with a crash at each place its runner passes.
    pub(super) fn crashes(&self, passed: usize) -> impl Iterator<Item = Self> {
        (0..passed).map(|at| Self {
            name: format!("{}, and a crash at place {at}", self.name),
            before: self.before.clone(),
            crash_at: Some(at),
            after_crash: self.before.clone(),
            ending: self.ending,
        })
    }
}

/// All cases but the crashes at each place, which depend on the places passed.
pub(super) fn cases<S: Saga>() -> Vec<Case> {
    let mut all = Vec::new();
    let pivot = S::STEPS.last().map(crate::Step::name).unwrap_or_default();
    let first = S::STEPS.first().map(crate::Step::name).unwrap_or_default();
    // The earliest step that is called again after a crash: what is saved is not.
    let mut earliest = first;
    for (index, step) in S::STEPS.iter().enumerate() {
        let name = step.name();
        let action = Place::Action(name);
        all.push(Case::new(format!("{name} is called twice"), vec![always(action, What::Twice)], Ending::Done));
        for rule in failures(action) {
            all.push(Case::new(format!("{name} fails once: {rule:?}"), vec![rule.clone()], Ending::Done));
            // Its outcome is unknown when it refuses: it has to be undone as well.
            let rules = vec![rule, refuse(name)];
            all.push(Case::new(format!("{name} fails, then refuses: {rules:?}"), rules, Ending::Refused));
        }
        // A crash hides that the step had its effect, and the next runner meets a refusal, here or earlier.
        for refusing in [name, earliest] {
            let crash = Rule { place: action, moment: Moment::After, what: What::Crash, once: true };
            let mut case =
                Case::new(format!("a crash after {name}, then {refusing} refuses"), vec![crash], Ending::Refused);
            case.after_crash = vec![refuse(refusing)];
            all.push(case);
        }
        if let Some(next) = S::STEPS.get(index + 1).filter(|_| step.is_saved()) {
            earliest = next.name();
        }
        if step.undo_action().is_some() {
            let undo = Place::Undo(name);
            let rules = vec![refuse(pivot), always(undo, What::Twice)];
            all.push(Case::new(format!("{name} is undone twice"), rules, Ending::Refused));
            all.extend(failures(undo).map(|rule| {
                let name = format!("the undo of {name} fails once: {rule:?}");
                Case::new(name, vec![refuse(pivot), rule], Ending::Refused)
            }));
        }
    }
    all.extend(failures(Place::End).map(|rule| {
        Case::new(format!("the refused end fails once: {rule:?}"), vec![refuse(first), rule], Ending::Refused)
    }));
    all
}

/// Once before the call and once after it, by the environment and by the call itself.
fn failures(place: Place) -> impl Iterator<Item = Rule> {
    [Moment::Before, Moment::After].into_iter().flat_map(move |moment| {
        [Kind::Unavailable, Kind::Internal].into_iter().map(move |kind| Rule {
            place,
            moment,
            what: What::Fail(kind),
            once: true,
        })
    })
}

fn always(place: Place, what: What) -> Rule {
    Rule { place, moment: Moment::Before, what, once: false }
}

fn refuse(step: &'static str) -> Rule {
    always(Place::Action(step), What::Refuse)
}
