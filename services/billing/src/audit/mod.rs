//! The laws of billing over its own rows, and the figures that other services compare themselves with. BIL-6 (usage
//! events) has no rows: usage billing is not built.

mod billable;
mod figures;
mod immutable;
mod keys;
mod numbers;
mod pages;
mod returns;
mod tax;

use o2c_audit::{Audit, Figures, Law};
use o2c_store::Store;

use crate::NAME;

/// What an audit needs: the store alone, open for reading.
#[derive(Debug)]
pub struct BillingAudit {
    store: Store,
}

impl BillingAudit {
    pub(crate) const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl Audit for BillingAudit {
    fn service(&self) -> &'static str {
        NAME
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn laws(&self) -> Vec<Law> {
        vec![keys::LAW, billable::LAW, tax::LAW, immutable::LAW, numbers::LAW, returns::LAW]
    }

    fn figures(&self) -> Vec<Figures> {
        figures::all()
    }
}
