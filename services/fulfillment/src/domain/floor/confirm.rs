//! The company has promised to deliver.

use std::collections::BTreeMap;

use o2c_kernel::{Applied, Quantity};

use super::Floor;
use crate::domain::{fact::Fact, ids::OrderId, order::Confirmed, quantities::plus};

impl Floor {
    /// Takes the snapshot in and plans what can go. `told` is the allocation that the order knows of, by line: what has
    /// changed since it asked is told at once.
    pub fn confirm(&mut self, id: OrderId, confirmed: Confirmed, told: &[(i32, Quantity)]) -> Applied<()> {
        let Some(order) = self.orders.get(id) else { return Applied::Already };
        if order.confirmed.is_some() {
            return Applied::Already;
        }
        if let Some(order) = self.orders.change(id) {
            order.confirmed = Some(confirmed);
        }
        self.plan(id);
        let lines = self.allocated_lines(id);
        let mut known: BTreeMap<i32, Quantity> = BTreeMap::new();
        for (line, quantity) in told {
            let sum = known.entry(*line).or_default();
            *sum = plus(*sum, *quantity);
        }
        let same = |(line, quantity): &(i32, Quantity)| known.get(line).copied().unwrap_or_default() == *quantity;
        if !lines.iter().all(same) {
            self.tell(Fact::AllocationChanged { order: id, lines });
        }
        Applied::Now(())
    }

    pub fn hold(&mut self, id: OrderId) {
        if let Some(order) = self.orders.change(id) {
            order.place_hold();
        }
    }

    pub fn release_hold(&mut self, id: OrderId) {
        if let Some(order) = self.orders.change(id) {
            order.release_hold();
        }
    }
}
