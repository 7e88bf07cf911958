//! After a restart or a failover every connection of a pool is dead or leads to the wrong server, and each would fail a
//! caller of its own. The first one that fails speaks for all that were opened before it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use o2c_kernel::Deadline;

/// The moment before which connections were opened that are not to be used again; cheap to clone. Not by the machine's
/// clock: one that is put back would make every connection one of those.
#[derive(Clone, Debug, Default)]
pub(crate) struct Distrust(Arc<RwLock<Option<Deadline>>>);

impl Distrust {
    /// No connection that is open now is used again.
    pub(crate) fn what_is_open(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Deadline::after(Duration::ZERO));
    }

    /// Whether a connection of that age is one of those.
    pub(super) fn covers(&self, age: Duration) -> bool {
        let moment = *self.0.read().unwrap_or_else(PoisonError::into_inner);
        moment.is_some_and(|moment| moment.instant().elapsed() <= age)
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
        let moment = Deadline::after(Duration::ZERO);
        while moment.instant().elapsed().is_zero() {}
        assert!(!distrust.covers(Duration::ZERO));
    }
}
