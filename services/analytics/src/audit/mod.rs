//! The laws of analytics. ANA-3 (forecasts are scored) has nothing to hold: there are no forecasts yet.

mod ana_1;
mod ana_2;
mod walk;

use o2c_audit::{Audit, Figures, Law};
use o2c_store::Store;

struct AnalyticsAudit(Store);

/// Needs the store alone, running or not.
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(AnalyticsAudit(store))
}

impl Audit for AnalyticsAudit {
    fn service(&self) -> &'static str {
        crate::NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        vec![ana_1::LAW, ana_2::LAW]
    }

    /// Analytics owns no number that another service has to agree with.
    fn figures(&self) -> Vec<Figures> {
        Vec::new()
    }
}
