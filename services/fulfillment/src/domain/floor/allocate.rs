//! Allocating: what is there is held, the rest waits in the order of arrival.

use std::collections::BTreeMap;

use o2c_kernel::{Applied, Quantity};

use super::Floor;
use crate::domain::{
    allocation::{Allocate, Allocation, WantedLine},
    ids::{StockLevelId, WarehouseId, reservation_id, stock_level_id},
    refusal::Refusal,
    reservation::Reservation,
    stock_level::StockLevel,
};

impl Floor {
    /// Makes the attempt's reservations, from one warehouse. The levels it needs are there or are made.
    pub fn allocate(&mut self, command: &Allocate, warehouse: Option<WarehouseId>) -> Result<Applied<()>, Refusal> {
        if let Some(known) = self.allocations.get(command.allocation) {
            let same = !known.released && known.order == command.order;
            return if same { Ok(Applied::Already) } else { Err(Refusal::AllocationReleased(command.allocation)) };
        }
        let goods = command.lines.iter().any(|line| !line.service);
        if goods && warehouse.is_none() {
            return Err(Refusal::NoWarehouse);
        }
        let wanted = self.wanted(command, warehouse)?;

        for level in wanted.keys() {
            // who came before goes first, also to what a short pick left behind
            self.serve(*level);
        }
        for line in &command.lines {
            self.reserve(command, line, warehouse.filter(|_| !line.service));
        }
        self.allocations.add(
            command.allocation,
            Allocation {
                id: command.allocation,
                order: command.order,
                released: false,
                reason: String::new(),
                version: 1,
            },
        );
        if self.orders.get(command.order).is_some_and(|order| order.confirmed.is_some()) {
            self.reallocated.insert(command.order);
            self.plannable.insert(command.order);
        }
        Ok(Applied::Now(()))
    }

    /// What is wanted of each level, which must stay countable.
    fn wanted(
        &mut self,
        command: &Allocate,
        warehouse: Option<WarehouseId>,
    ) -> Result<BTreeMap<StockLevelId, Quantity>, Refusal> {
        let mut wanted: BTreeMap<StockLevelId, Quantity> = BTreeMap::new();
        let Some(warehouse) = warehouse else { return Ok(wanted) };
        for line in command.lines.iter().filter(|line| !line.service) {
            let sum = wanted.entry(stock_level_id(warehouse, line.product)).or_default();
            *sum = sum.checked_add(line.quantity)?;
        }
        for (id, quantity) in &wanted {
            if let Some(level) = self.levels.get(*id) {
                level.backordered.checked_add(level.allocated)?.checked_add(*quantity)?;
            }
        }
        for line in command.lines.iter().filter(|line| !line.service) {
            let level = StockLevel::empty(warehouse, line.product);
            if self.levels.get(level.id).is_none() {
                self.levels.add(level.id, level);
            }
        }
        Ok(wanted)
    }

    fn reserve(&mut self, command: &Allocate, line: &WantedLine, warehouse: Option<WarehouseId>) {
        let mut reservation = Reservation {
            id: reservation_id(command.allocation, line.line_number),
            allocation: command.allocation,
            order: command.order,
            line_number: line.line_number,
            product: line.product,
            warehouse,
            arrival: 0,
            requested: line.quantity,
            allocated: line.quantity,
            planned: Quantity::ZERO,
            consumed: Quantity::ZERO,
            released: Quantity::ZERO,
            version: 1,
        };
        let level = reservation.stock_level().and_then(|level| self.levels.change(level));
        if let Some(level) = level {
            reservation.arrival = level.next_arrival();
            reservation.allocated = level.available().min(line.quantity);
            level.hold(reservation.allocated);
            level.wait_for(reservation.backordered());
        }
        self.index(&reservation);
        self.reservations.add(reservation.id, reservation);
    }
}
