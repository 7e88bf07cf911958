//! Whether a mesh stands still, from what its processes say one after the other.

use std::collections::HashMap;

use o2c_proto::runtime::v1::ServiceBacklog;

/// How often each process has to say the same.
const TWICE: u32 = 2;

/// A service may have several processes, and each reading comes from one of them. The mesh stands still when every process
/// that was heard of has said the same twice, and nobody anything else meanwhile: a fact that left one process after
/// it was read, and reached another before that was read, shows itself by a commit.
#[derive(Default)]
pub(super) struct Calm(HashMap<(String, String), Heard>);

struct Heard {
    reading: ServiceBacklog,
    /// Since anybody last said something new.
    times: u32,
}

impl Calm {
    /// Takes in a reading of all services, all of them settled; whether the mesh stands still.
    pub(super) fn hears(&mut self, readings: &[ServiceBacklog]) -> bool {
        for reading in readings {
            let process = (reading.service.clone(), reading.instance.clone());
            // the reading itself is some statements
            let said = ServiceBacklog { statements: 0, ..reading.clone() };
            match self.0.get_mut(&process) {
                Some(heard) if heard.reading == said => heard.times = heard.times.saturating_add(1),
                _ => {
                    self.disturbed();
                    self.0.insert(process, Heard { reading: said, times: 1 });
                }
            }
        }
        self.0.values().all(|heard| heard.times >= TWICE)
    }

    /// Something is under way.
    pub(super) fn disturbed(&mut self) {
        self.0.values_mut().for_each(|heard| heard.times = 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(instance: &str, commits: u64) -> [ServiceBacklog; 1] {
        [ServiceBacklog { service: "orders".to_owned(), instance: instance.to_owned(), commits, ..Default::default() }]
    }

    #[test]
    fn one_process_says_the_same_twice() {
        let mut calm = Calm::default();
        assert!(!calm.hears(&says("one", 7)));
        assert!(!calm.hears(&says("one", 8)));
        assert!(calm.hears(&says("one", 8)));
    }

    #[test]
    fn reading_a_process_does_not_disturb_it() {
        let mut calm = Calm::default();
        let says = |statements| [ServiceBacklog { statements, ..says("one", 7)[0].clone() }];
        assert!(!calm.hears(&says(100)));
        assert!(calm.hears(&says(104)));
    }

    #[test]
    fn two_that_answer_in_turn_are_both_heard_twice() {
        let mut calm = Calm::default();
        assert!(!calm.hears(&says("one", 7)));
        assert!(!calm.hears(&says("other", 9)));
        assert!(!calm.hears(&says("one", 7)));
        assert!(!calm.hears(&says("other", 9)));
        assert!(calm.hears(&says("one", 7)));
        // one that has worked meanwhile makes everything open again
        assert!(!calm.hears(&says("other", 10)));
        assert!(!calm.hears(&says("one", 7)));
        assert!(!calm.hears(&says("one", 7)));
        assert!(calm.hears(&says("other", 10)));
    }

    #[test]
    fn what_is_under_way_makes_everything_open_again() {
        let mut calm = Calm::default();
        assert!(!calm.hears(&says("one", 7)));
        calm.disturbed();
        assert!(!calm.hears(&says("one", 7)));
        assert!(calm.hears(&says("one", 7)));
    }
}
