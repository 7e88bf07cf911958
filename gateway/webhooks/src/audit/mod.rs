//! The law of webhooks: what is on its way moves.

mod gtw_1;

use o2c_audit::{Audit, Figures, Law};
use o2c_store::Store;

struct WebhooksAudit(Store);

/// Over a store that may be open for reading only.
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(WebhooksAudit(store))
}

impl Audit for WebhooksAudit {
    fn service(&self) -> &'static str {
        crate::NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        vec![gtw_1::LAW]
    }

    fn figures(&self) -> Vec<Figures> {
        Vec::new()
    }
}
