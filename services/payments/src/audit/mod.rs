//! What holds over the rows of payments, and what other services compare themselves with.

mod figures;
mod pages;
mod pay_2;
mod pay_5;
mod pay_6;
mod unused;

use o2c_audit::{Audit, Figures, Law};
use o2c_store::Store;

struct PaymentsAudit(Store);

/// The audit of payments; needs its store alone, open for reading.
#[must_use]
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(PaymentsAudit(store))
}

impl Audit for PaymentsAudit {
    fn service(&self) -> &'static str {
        crate::NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        vec![unused::PAY_1, pay_2::LAW, unused::PAY_3, unused::PAY_4, pay_5::LAW, pay_6::LAW]
    }

    fn figures(&self) -> Vec<Figures> {
        vec![figures::APPLIED, figures::RECEIVED, figures::DEDUCTIONS]
    }
}
