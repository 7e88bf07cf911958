//! The laws of fulfilment, one a file, and the figures that others compare themselves with.

mod figures;
mod ful_1;
mod ful_2;
mod ful_3;
mod ful_4;
mod ful_5;

use o2c_audit::{Audit, Figures, Law};
use o2c_store::Store;

use crate::NAME;

/// Needs the store alone.
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(FulfillmentAudit(store))
}

struct FulfillmentAudit(Store);

impl Audit for FulfillmentAudit {
    fn service(&self) -> &'static str {
        NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        vec![ful_1::LAW, ful_2::LAW, ful_3::LAW, ful_4::LAW, ful_5::LAW]
    }

    fn figures(&self) -> Vec<Figures> {
        vec![figures::SHIPPED, figures::SHIPPED_ESTIMATE]
    }
}
