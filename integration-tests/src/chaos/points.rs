//! The failpoints that a run has to die of: every one of every service that can come by it.

use std::collections::BTreeMap;

use o2c_kernel::failpoint::{self, Failpoint};
use o2c_testkit::Chance;

/// Which failpoints no process of a service ever comes by, and why: there is nothing there that could be cut in two.
const NEVER: &[(&str, &[Failpoint], &str)] = &[
    (
        "analytics",
        &[
            Failpoint::RelayBeforePublish,
            Failpoint::RelayAfterPublish,
            Failpoint::RelayAfterMark,
            Failpoint::IdempotencyAfterAnswer,
        ],
        "it states no facts and takes no commands",
    ),
    (
        "payments",
        &[Failpoint::SagaBeforeUndo, Failpoint::SagaAfterUndo],
        "the goods have left: its sagas have no step that is undone",
    ),
];

/// Services that have sagas.
pub const WITH_SAGAS: &[&str] = &["orders", "payments"];

/// How often an armed failpoint may be passed before it kills.
const PASSES: u64 = 4;
/// Who was armed so often in vain is rare: the next one who comes by dies.
const RARE: u32 = 2;

/// Every failpoint of a service that it comes by.
pub fn of_service(service: &str) -> Vec<Failpoint> {
    let never = |point: &Failpoint| NEVER.iter().any(|(name, points, _)| *name == service && points.contains(point));
    let sagas = WITH_SAGAS.contains(&service);
    let reached = |point: &Failpoint| (sagas || !point.name(service).starts_with("saga::")) && !never(point);
    Failpoint::ALL.into_iter().filter(reached).collect()
}

/// What a run has yet to die of.
#[derive(Clone, Debug)]
pub struct Points {
    /// By service, and how often each was armed.
    waiting: BTreeMap<&'static str, BTreeMap<String, u32>>,
}

impl Points {
    /// All of them; none where the program was built without.
    pub fn all() -> Self {
        let mut waiting = BTreeMap::new();
        if cfg!(feature = "failpoints") {
            for definition in &o2c::definitions::ALL {
                let points = of_service(definition.name).into_iter().map(|point| (point.name(definition.name), 0));
                waiting.insert(definition.name, points.collect());
            }
        }
        Self { waiting }
    }

    /// Those that nobody has died of yet.
    pub fn unreached(&self) -> Vec<String> {
        self.waiting.values().flat_map(BTreeMap::keys).cloned().collect()
    }

    /// How many a process with this role, or with all of them, has yet to die of.
    pub fn waiting_in(&self, role: Option<&str>) -> usize {
        let of_role = self.waiting.iter().filter(|(service, _)| role.is_none_or(|role| role == **service));
        of_role.map(|(_, points)| points.len()).sum()
    }

    pub fn reached(&mut self, name: &str) {
        self.waiting.values_mut().for_each(|points| {
            points.remove(name);
        });
    }

    /// Arms all that wait in a process of this role, or of all: whichever it comes by first, it dies of.
    pub fn script(&mut self, role: Option<&str>, chance: &mut Chance) -> String {
        let mut script = Vec::new();
        for (service, points) in &mut self.waiting {
            if role.is_some_and(|role| role != *service) {
                continue;
            }
            for (name, armed) in points.iter_mut() {
                let passes = if *armed < RARE { chance.below(PASSES) } else { 0 };
                *armed += 1;
                script.push(format!("{name}={passes}*off->1*return(abort)"));
            }
            let undo = [Failpoint::SagaBeforeUndo, Failpoint::SagaAfterUndo].map(|point| point.name(service));
            let lost = Failpoint::SagaAfterCall.name(service);
            if undo.iter().any(|name| points.contains_key(name)) && !points.contains_key(&lost) {
                // a step whose answer was lost may have had its effect: if it is refused then, it is undone
                script.push(format!("{lost}=40%return(error)"));
            }
        }
        script.join(";")
    }
}

/// Which failpoints processes have died of, by what they said last in their log.
pub fn died_of(log: &str) -> Vec<String> {
    let beginning = failpoint::last_words("");
    log.lines().filter_map(|line| line.strip_prefix(&beginning)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failpoint_is_reached_by_somebody() {
        let mut reached: Vec<Failpoint> =
            o2c::definitions::ALL.iter().flat_map(|definition| of_service(definition.name)).collect();
        for point in Failpoint::ALL {
            assert!(reached.contains(&point), "{point:?}");
        }
        reached.dedup();
        assert!(NEVER.iter().all(|(_, points, why)| !points.is_empty() && !why.is_empty()));
    }

    #[test]
    fn last_words_are_found_in_a_log() {
        let said = format!("listening\n{}\n", failpoint::last_words("store::orders::after_commit"));
        assert_eq!(died_of(&said), ["store::orders::after_commit"]);
    }
}
