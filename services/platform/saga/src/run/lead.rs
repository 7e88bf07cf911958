//! Who runs the sagas of a name when several processes could. On SQLite the file has one process, and it leads.

use std::sync::OnceLock;
use std::time::Duration;

use o2c_kernel::{Deadline, new_uuid};
use uuid::Uuid;

use crate::storage::LeaseRow;

/// The lease as this runner sees it. Only durations are measured, so clocks of machines need not agree.
pub(super) struct Lead {
    /// Who we are.
    pub(super) holder: Uuid,
    /// Until when the lease is ours for sure.
    ours: Option<Deadline>,
    /// When to give the next sign of life.
    beat_due: Option<Deadline>,
    /// Somebody else's last sign of life, and until when it is respected.
    theirs: Option<(LeaseRow, Deadline)>,
}

impl Lead {
    pub(super) const fn new(holder: Uuid) -> Self {
        Self { holder, ours: None, beat_due: None, theirs: None }
    }

    /// One per process: a runner that follows another one in the same process need not wait for its lease to run out.
    pub(super) fn process() -> Uuid {
        static PROCESS: OnceLock<Uuid> = OnceLock::new();
        *PROCESS.get_or_init(new_uuid)
    }

    /// Whether the lease is ours now.
    pub(super) fn is_valid(&self) -> bool {
        self.ours.is_some_and(|until| !until.expired())
    }

    /// Whether the lease is ours, and no sign of life is due yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.is_valid() && self.beat_due.is_some_and(|due| !due.expired())
    }

    /// Ours for as long as there is a process.
    pub(super) fn for_good(&mut self) {
        let ever = Deadline::after(Duration::MAX);
        self.won(ever, ever);
    }

    /// A sign of life was given, in a transaction begun at the moment these were counted from.
    pub(super) fn won(&mut self, ours: Deadline, beat_due: Deadline) {
        *self = Self { holder: self.holder, ours: Some(ours), beat_due: Some(beat_due), theirs: None };
    }

    pub(super) fn lost(&mut self) {
        self.ours = None;
        self.beat_due = None;
    }

    /// Whether somebody else's lease has shown no sign of life for so long that it may be taken.
    pub(super) fn may_take(&mut self, seen: &LeaseRow, lease: Duration) -> bool {
        match &self.theirs {
            Some((known, until)) if known == seen => until.expired(),
            Some(_) | None => {
                self.theirs = Some((seen.clone(), Deadline::after(lease)));
                false
            }
        }
    }
}
