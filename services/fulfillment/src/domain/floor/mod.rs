//! The part of the warehouse that one transaction works on: stock levels, orders, reservations and shipments, changed
//! together by rules that reach across them.
//!
//! Each method decides before it changes anything, so a refused command leaves no trace, and the commands of a set see
//! each other's effects in the order given. Loading, locking and saving are storage's.

mod allocate;
mod cancel;
mod confirm;
mod deliver;
mod lookup;
mod pack;
mod pick;
mod plan;
mod pull_back;
mod receive;
mod release_shipment;
mod release_stock;
mod returns;
mod serve;
mod ship;
mod shrink;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{Date, Instant, Quantity};

pub use pick::Picked;
pub use release_shipment::CreditAnswers;
pub use release_stock::Released;
pub use returns::ReturnedGoods;

use super::{
    allocation::Allocation,
    fact::Fact,
    ids::{AllocationId, GoodsReturnId, OrderId, ReservationId, ShipmentId, StockLevelId, StockMoveId},
    order::Order,
    reservation::Reservation,
    rows::Rows,
    shipment::Shipment,
    stock_level::StockLevel,
    stock_move::StockMove,
};

#[derive(Clone, PartialEq, Debug)]
pub struct Floor {
    pub levels: Rows<StockLevelId, StockLevel>,
    pub orders: Rows<OrderId, Order>,
    pub allocations: Rows<AllocationId, Allocation>,
    pub reservations: Rows<ReservationId, Reservation>,
    pub shipments: Rows<ShipmentId, Shipment>,
    /// Lines of stored shipments that were changed.
    pub changed_lines: BTreeSet<(ShipmentId, i32)>,
    /// Shipments that were packed now.
    pub packed: BTreeSet<ShipmentId>,
    pub moves: Vec<StockMove>,
    facts: Vec<(Instant, Fact)>,
    /// Goods reservations by stock level, in order of arrival.
    queues: BTreeMap<StockLevelId, BTreeMap<i64, ReservationId>>,
    of_order: BTreeMap<OrderId, BTreeSet<ReservationId>>,
    shipments_of: BTreeMap<OrderId, BTreeSet<ShipmentId>>,
    /// Orders of which another quantity is allocated than was.
    reallocated: BTreeSet<OrderId>,
    /// Orders for which something may be ready to go onto a shipment.
    plannable: BTreeSet<OrderId>,
    today: Date,
    now: Instant,
    fresh: FreshIds,
}

/// Where new ids come from: outside, since rules know no chance.
#[derive(Clone, Copy)]
pub struct FreshIds {
    pub shipment: fn() -> ShipmentId,
    pub stock_move: fn() -> StockMoveId,
    pub goods_return: fn() -> GoodsReturnId,
}

impl PartialEq for FreshIds {
    /// Sources have no state that could differ.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl std::fmt::Debug for FreshIds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FreshIds")
    }
}

impl Floor {
    /// An empty floor.
    #[must_use]
    pub fn new(today: Date, now: Instant, fresh: FreshIds) -> Self {
        Self {
            levels: Rows::default(),
            orders: Rows::default(),
            allocations: Rows::default(),
            reservations: Rows::default(),
            shipments: Rows::default(),
            changed_lines: BTreeSet::new(),
            packed: BTreeSet::new(),
            moves: Vec::new(),
            facts: Vec::new(),
            queues: BTreeMap::new(),
            of_order: BTreeMap::new(),
            shipments_of: BTreeMap::new(),
            reallocated: BTreeSet::new(),
            plannable: BTreeSet::new(),
            today,
            now,
            fresh,
        }
    }

    pub fn load_level(&mut self, level: StockLevel) {
        self.levels.load(level.id, level);
    }

    pub fn load_order(&mut self, order: Order) {
        self.orders.load(order.id, order);
    }

    pub fn load_allocation(&mut self, allocation: Allocation) {
        self.allocations.load(allocation.id, allocation);
    }

    pub fn load_reservation(&mut self, reservation: Reservation) {
        self.index(&reservation);
        self.reservations.load(reservation.id, reservation);
    }

    pub fn load_shipment(&mut self, shipment: Shipment) {
        self.shipments_of.entry(shipment.order).or_default().insert(shipment.id);
        self.shipments.load(shipment.id, shipment);
    }

    fn index(&mut self, reservation: &Reservation) {
        self.of_order.entry(reservation.order).or_default().insert(reservation.id);
        if let Some(level) = reservation.stock_level() {
            self.queues.entry(level).or_default().insert(reservation.arrival, reservation.id);
        }
    }

    /// Moves business time on: what follows from a fact takes its date from the fact.
    pub fn at(&mut self, now: Instant, today: Date) {
        self.now = now;
        self.today = today;
    }

    fn tell(&mut self, fact: Fact) {
        self.facts.push((self.now, fact));
    }

    /// Plans what can go for every order for which something became ready, and takes the facts out with their times, in
    /// the order in which they happened.
    pub fn finish(&mut self) -> Vec<(Instant, Fact)> {
        for order in std::mem::take(&mut self.plannable) {
            self.plan(order);
        }
        for order in std::mem::take(&mut self.reallocated) {
            // an order that is not confirmed yet learns it when it is
            if self.orders.get(order).is_some_and(|order| order.confirmed.is_some()) {
                let lines = self.allocated_lines(order);
                self.tell(Fact::AllocationChanged { order, lines });
            }
        }
        std::mem::take(&mut self.facts)
    }

    /// What is allocated of an order, by line.
    #[must_use]
    pub fn allocated_lines(&self, order: OrderId) -> Vec<(i32, Quantity)> {
        let mut lines: BTreeMap<i32, Quantity> = BTreeMap::new();
        for reservation in self.reservations_of(order) {
            let line = lines.entry(reservation.line_number).or_default();
            *line = super::quantities::plus(*line, reservation.allocated);
        }
        lines.into_iter().collect()
    }
}
