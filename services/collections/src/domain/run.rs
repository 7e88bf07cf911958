//! A dunning run: one a day, worked through in sets of customers. Its place is saved with each set, so that a run that
//! was cut off goes on where it was.

use o2c_kernel::Date;

use super::{CustomerId, RunId};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunState {
    Running,
    Done,
}

/// What a set, or a run so far, has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    pub customers: i64,
    pub notices: i64,
    pub reminders: i64,
    pub opened: i64,
    pub cured: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DunningRun {
    pub id: RunId,
    pub as_of: Date,
    pub state: RunState,
    /// The whole run follows one version, whatever is set meanwhile.
    pub procedure_version: i32,
    /// The last customer of the sets so far.
    pub after: Option<CustomerId>,
    pub tally: Tally,
    pub version: i64,
}

impl DunningRun {
    #[must_use]
    pub fn start(id: RunId, as_of: Date, procedure_version: i32) -> Self {
        Self {
            id,
            as_of,
            state: RunState::Running,
            procedure_version,
            after: None,
            tally: Tally::default(),
            version: 0,
        }
    }

    #[must_use]
    pub fn is_done(&self) -> bool {
        self.state == RunState::Done
    }

    /// A set is through; `last` is its last customer, none if it was the last set.
    pub fn advance(&mut self, set: Tally, last: Option<CustomerId>) {
        self.tally = Tally {
            customers: self.tally.customers.saturating_add(set.customers),
            notices: self.tally.notices.saturating_add(set.notices),
            reminders: self.tally.reminders.saturating_add(set.reminders),
            opened: self.tally.opened.saturating_add(set.opened),
            cured: self.tally.cured.saturating_add(set.cured),
        };
        match last {
            Some(last) => self.after = Some(last),
            None => self.state = RunState::Done,
        }
    }
}
