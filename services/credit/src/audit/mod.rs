//! The laws of credit, checked on live data, and the figures that other services compare themselves with.

mod crd_1;
mod crd_2;
mod crd_3;
mod crd_4;
mod crd_5;
mod crd_6;
mod figures;

use std::time::Duration;

use o2c_audit::{Audit, Figures, Law};
use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError, Tx};

/// Rows that are read at once.
const PAGE: u64 = 500;

/// For a whole law over a large book.
const LONGEST_CHECK: Duration = Duration::from_secs(30 * 60);

struct CreditAudit(Store);

/// Needs the store alone, running or not.
pub fn audit(store: Store) -> Box<dyn Audit> {
    Box::new(CreditAudit(store))
}

impl Audit for CreditAudit {
    fn service(&self) -> &'static str {
        crate::NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        vec![crd_1::LAW, crd_2::LAW, crd_3::LAW, crd_4::LAW, crd_5::LAW, crd_6::LAW]
    }

    fn figures(&self) -> Vec<Figures> {
        vec![figures::OPEN_ORDERS, figures::DELIVERED_NOT_BILLED, figures::OPEN_RECEIVABLES]
    }
}

/// One snapshot for a whole law: what is compared is of one moment.
async fn snapshot(store: &Store) -> Result<Tx, StoreError> {
    store.begin_read(Deadline::after(LONGEST_CHECK)).await
}

/// The rows of a page by tenant, in their order.
fn by_tenant<T>(rows: Vec<(TenantId, T)>) -> Vec<(TenantId, Vec<T>)> {
    let mut groups: Vec<(TenantId, Vec<T>)> = Vec::new();
    for (tenant, row) in rows {
        match groups.last_mut() {
            Some((last, group)) if *last == tenant => group.push(row),
            _ => groups.push((tenant, vec![row])),
        }
    }
    groups
}
