//! The laws of collections, checked on live data, and the figures that other services compare themselves with.

mod col_1;
mod col_2;
mod col_7;
mod figures;
mod not_yet;

use std::time::Duration;

use o2c_audit::{Audit, AuditError, Figures, Law};
use o2c_kernel::Deadline;
use o2c_store::{Store, Tx};

/// A law reads a page after the other; all of it in one picture of the database.
const READING: Duration = Duration::from_secs(600);

struct CollectionsAudit(Store);

/// Needs the store alone, running or not.
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(CollectionsAudit(store))
}

impl Audit for CollectionsAudit {
    fn service(&self) -> &'static str {
        crate::NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        [vec![col_1::LAW, col_2::LAW], not_yet::LAWS.to_vec(), vec![col_7::LAW]].concat()
    }

    fn figures(&self) -> Vec<Figures> {
        figures::ALL.to_vec()
    }
}

async fn snapshot(store: &Store) -> Result<Tx, AuditError> {
    Ok(store.begin_read(Deadline::after(READING)).await?)
}
