//! What became of a set.

use o2c_kernel::Instant;

/// Counts per fact; those woken on the way count too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakeReport {
    /// Taken into effect by a handler.
    pub handled: u64,
    /// Of a type without a handler: only the cursor moved.
    pub passed: u64,
    /// Known before, and dropped.
    pub doubles: u64,
    /// Parked behind an earlier fact of their aggregate.
    pub behind: u64,
    /// Parked until a fact of another aggregate comes.
    pub waiting: u64,
    /// Failed, and to be tried again.
    pub failed: u64,
    /// Failed for good.
    pub dead: u64,
    /// When the first of those that failed is due again.
    pub next_due: Option<Instant>,
    /// Parked facts were made due instead of being taken on the way.
    pub(crate) due_now: bool,
    /// Facts looked at, whatever became of them.
    pub(crate) looked_at: u64,
}

impl TakeReport {
    /// Counts what became of another set, too.
    pub fn add(&mut self, other: TakeReport) {
        self.handled += other.handled;
        self.passed += other.passed;
        self.doubles += other.doubles;
        self.behind += other.behind;
        self.waiting += other.waiting;
        self.failed += other.failed;
        self.dead += other.dead;
        self.due_now |= other.due_now;
        self.looked_at += other.looked_at;
        self.next_due = match (self.next_due, other.next_due) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (left, right) => left.or(right),
        };
    }
}
