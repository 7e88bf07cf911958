//! Giving back: an attempt, or a part of a confirmed order that is cancelled.

use std::collections::BTreeSet;

use o2c_kernel::Quantity;

use super::Floor;
use crate::domain::{
    allocation::{Allocation, Release},
    ids::{ReservationId, StockLevelId},
    quantities::{minus, total},
    refusal::Refusal,
    shipment::State,
};

/// Why a shipment was cancelled from which everything was given back.
const RELEASED: &str = "RELEASED";

/// What giving back found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Released {
    /// Nothing was allocated under this id.
    pub tombstone: bool,
}

impl Floor {
    /// Gives back an attempt, or the named quantities of an order, whichever attempt holds them. What is picked stays.
    pub fn release_stock(&mut self, command: &Release) -> Result<Released, Refusal> {
        let attempt = self.allocations.get(command.allocation);
        let known = attempt.map(|attempt| attempt.released);
        // an attempt belongs to the order that made it, whatever the caller says
        let order = attempt.map_or(command.order, |attempt| attempt.order);
        let command = &Release { order, ..command.clone() };
        let reserved = self.reservations_of(command.order).next().is_some();
        match known {
            None if command.lines.is_empty() || !reserved => {
                self.leave_tombstone(command);
                Ok(Released { tombstone: true })
            }
            Some(true) if command.lines.is_empty() => Ok(Released { tombstone: !self.was_made(command) }),
            Some(false) if command.lines.is_empty() => {
                self.release_attempt(command);
                Ok(Released { tombstone: false })
            }
            None | Some(_) => {
                self.release_lines(command)?;
                Ok(Released { tombstone: false })
            }
        }
    }

    fn was_made(&self, command: &Release) -> bool {
        self.reservations_of(command.order).any(|reservation| reservation.allocation == command.allocation)
    }

    /// The attempt may still arrive; then it must hold nothing.
    fn leave_tombstone(&mut self, command: &Release) {
        let tombstone = Allocation {
            id: command.allocation,
            order: command.order,
            released: true,
            reason: command.reason.clone(),
            version: 1,
        };
        self.allocations.add(tombstone.id, tombstone);
    }

    fn release_attempt(&mut self, command: &Release) {
        let of_attempt: Vec<(ReservationId, Quantity)> = self
            .reservations_of(command.order)
            .filter(|reservation| reservation.allocation == command.allocation)
            .map(|reservation| (reservation.id, self.releasable(reservation.id)))
            .collect();
        let mut freed = BTreeSet::new();
        for (id, quantity) in of_attempt {
            self.give_back(&[id], quantity, &mut freed);
        }
        if let Some(allocation) = self.allocations.change(command.allocation) {
            allocation.released = true;
            allocation.reason.clone_from(&command.reason);
        }
        self.after_release(command, freed);
    }

    fn release_lines(&mut self, command: &Release) -> Result<(), Refusal> {
        let mut gifts = Vec::with_capacity(command.lines.len());
        for (line_number, quantity) in &command.lines {
            let ids = self.line_newest_first(command, *line_number);
            let releasable = total(ids.iter().map(|id| self.releasable(*id)));
            if *quantity > releasable {
                return Err(Refusal::QuantityNotReleasable {
                    order: command.order,
                    line_number: *line_number,
                    releasable,
                    quantity: *quantity,
                });
            }
            gifts.push((ids, *quantity));
        }
        let mut freed = BTreeSet::new();
        for (ids, quantity) in gifts {
            self.give_back(&ids, quantity, &mut freed);
        }
        self.after_release(command, freed);
        Ok(())
    }

    fn after_release(&mut self, command: &Release, freed: BTreeSet<StockLevelId>) {
        self.reallocated.insert(command.order);
        // what is left may be services only, or complete now
        self.plannable.insert(command.order);
        for level in freed {
            self.serve(level);
        }
    }

    fn line_newest_first(&self, command: &Release, line_number: i32) -> Vec<ReservationId> {
        let mut of_line: Vec<_> = self
            .reservations_of(command.order)
            .filter(|reservation| reservation.line_number == line_number)
            .map(|reservation| (reservation.arrival, reservation.id))
            .collect();
        of_line.sort_unstable_by(|left, right| right.cmp(left));
        of_line.into_iter().map(|(_, id)| id).collect()
    }

    /// Open, and not off the shelf.
    fn releasable(&self, id: ReservationId) -> Quantity {
        let reservation = self.reservations.get(id);
        reservation.map_or(Quantity::ZERO, |reservation| minus(reservation.open(), self.picked_of(reservation)))
    }

    /// First what is waited for, then what lies on the shelf, last what a shipment was planned with.
    fn give_back(&mut self, ids: &[ReservationId], quantity: Quantity, freed: &mut BTreeSet<StockLevelId>) {
        let mut rest = quantity;
        for id in ids {
            let Some(reservation) = self.reservations.get(*id) else { continue };
            let waited_for = reservation.backordered().min(rest);
            if waited_for.is_positive() {
                rest = minus(rest, waited_for);
                self.release_waiting(*id, waited_for);
            }
        }
        for id in ids {
            let Some(reservation) = self.reservations.get(*id) else { continue };
            let held = reservation.unplanned().min(rest);
            rest = minus(rest, held);
            self.release_held(*id, held, freed);
        }
        for id in ids {
            if !rest.is_positive() {
                return;
            }
            let not_picked: fn(State) -> bool = |state| state.is_live() && !state.is_picked();
            let left = self.pull_back(*id, rest, not_picked, RELEASED);
            self.release_held(*id, minus(rest, left), freed);
            rest = left;
        }
    }

    fn release_waiting(&mut self, id: ReservationId, quantity: Quantity) {
        let Some(reservation) = self.reservations.change(id) else { return };
        reservation.release_waiting(quantity);
        if let Some(level) = reservation.stock_level().and_then(|level| self.levels.change(level)) {
            level.stop_waiting(quantity);
        }
    }

    fn release_held(&mut self, id: ReservationId, quantity: Quantity, freed: &mut BTreeSet<StockLevelId>) {
        if !quantity.is_positive() {
            return;
        }
        let Some(reservation) = self.reservations.change(id) else { return };
        reservation.release_held(quantity);
        if let Some(level) = reservation.stock_level().and_then(|level| self.levels.change(level)) {
            level.let_go(quantity);
            freed.insert(level.id);
        }
    }
}
