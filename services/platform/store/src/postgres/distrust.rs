//! After a restart or a failover every connection of a pool is dead or leads to the wrong server, and each would fail a
//! caller of its own. The first one that fails speaks for all that were opened before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use o2c_kernel::{Instant, machine_now};

/// The moment before which connections were opened that are not to be used again; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Distrust(Arc<AtomicI64>);

impl Distrust {
    /// No connection that is open now is used again.
    pub(crate) fn what_is_open(&self) {
        self.0.fetch_max(machine_now().micros(), Ordering::Relaxed);
    }

    /// Whether a connection of that age is one of those.
    pub(super) fn covers(&self, age: Duration) -> bool {
        match self.0.load(Ordering::Relaxed) {
            0 => false,
            moment => machine_now().minus(age) <= Instant::from_micros(moment),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_open_before_is_distrusted_and_what_is_opened_later_is_not() {
        let distrust = Distrust::default();
        assert!(!distrust.covers(Duration::from_secs(60)));
        distrust.what_is_open();
        assert!(distrust.covers(Duration::from_secs(60)));
        let moment = machine_now();
        while machine_now() == moment {}
        assert!(!distrust.covers(Duration::ZERO));
    }
}
