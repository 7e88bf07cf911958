//! The laws over orders' own rows, one a file, and the figures that other services compare themselves with.

mod figures;
mod ord_1;
mod ord_2;
mod ord_3;
mod ord_4;
mod ord_5;
mod pages;

use o2c_audit::{Audit, Figures, Law};
use o2c_store::Store;

struct OrdersAudit(Store);

pub fn of(store: Store) -> Box<dyn Audit> {
    Box::new(OrdersAudit(store))
}

impl Audit for OrdersAudit {
    fn service(&self) -> &'static str {
        crate::NAME
    }

    fn store(&self) -> &Store {
        &self.0
    }

    fn laws(&self) -> Vec<Law> {
        vec![ord_1::LAW, ord_2::LAW, ord_3::LAW, ord_4::LAW, ord_5::LAW]
    }

    fn figures(&self) -> Vec<Figures> {
        vec![figures::OPEN_ESTIMATE, figures::LINE_COUNTERS]
    }
}
