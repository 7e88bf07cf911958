//! The laws of receivables, checked on live data, and the figures that other services compare themselves with.

mod arl_1;
mod arl_10;
mod arl_2;
mod arl_3;
mod arl_4;
mod arl_5;
mod arl_7;
mod arl_8;
mod arl_9;
mod figures;

use std::time::Duration;

use o2c_audit::{Audit, Figures, Law};
use o2c_kernel::Deadline;
use o2c_store::{Store, StoreError, Tx};

/// Rows that are read at once.
const PAGE: i64 = 1_000;

/// For a whole law over a large book.
const LONGEST_CHECK: Duration = Duration::from_secs(30 * 60);

struct ReceivablesAudit(Store);

/// Needs the store alone, running or not.
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(ReceivablesAudit(store))
}

impl Audit for ReceivablesAudit {
    fn service(&self) -> &'static str {
        crate::NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        vec![
            arl_1::LAW,
            arl_2::LAW,
            arl_3::LAW,
            arl_4::LAW,
            arl_5::LAW,
            arl_7::LAW,
            arl_8::LAW,
            arl_9::LAW,
            arl_10::LAW,
        ]
    }

    fn figures(&self) -> Vec<Figures> {
        figures::ALL.to_vec()
    }
}

/// One snapshot for a whole law: what is compared is of one moment.
async fn snapshot(store: &Store) -> Result<Tx, StoreError> {
    store.begin_read(Deadline::after(LONGEST_CHECK)).await
}
