//! Confirming what was taken from the shelf.

use o2c_kernel::{Applied, Quantity};

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::{ReservationId, ShipmentId, StockLevelId, stock_level_id},
    quantities::minus,
    refusal::Refusal,
    shipment::{Shipment, Step, Way},
};

/// What was picked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Picked {
    AsPlanned,
    /// By shipment line; of goods that are not named nothing was found. Services go along as planned.
    Lines(Vec<(i32, Quantity)>),
}

/// Why a shipment was cancelled of which nothing was found.
const NOTHING_PICKED: &str = "NOTHING_PICKED";

struct Short {
    line_number: i32,
    reservation: ReservationId,
    level: StockLevelId,
    quantity: Quantity,
}

impl Floor {
    /// What was not found is waited for again: the next goods that come in, or the next count, serve it. More than
    /// planned is refused.
    pub fn pick(&mut self, id: ShipmentId, picked: &Picked) -> Result<Applied<()>, Refusal> {
        let shipment = self.shipment(id)?;
        let order = shipment.order;
        let Way::To(state) = shipment.way(Step::Pick, same(shipment, picked))? else { return Ok(Applied::Already) };
        let shorts = shorts(shipment, picked)?;

        if let Some(shipment) = self.shipments.change(id) {
            shipment.state = state;
        }
        for short in &shorts {
            if let Some(line) = self.shipments.change(id).and_then(|shipment| shipment.line_mut(short.line_number)) {
                line.fall_short(short.quantity);
                self.changed_lines.insert((id, short.line_number));
            }
            if let Some(reservation) = self.reservations.change(short.reservation) {
                reservation.unplan(short.quantity);
            }
            self.wait_again(short.level, short.reservation, short.quantity);
        }
        self.tell(Fact::ShipmentPicked { shipment: id, order, short: !shorts.is_empty() });
        if !shorts.is_empty() {
            self.cancel_if_empty(id, NOTHING_PICKED);
        }
        Ok(Applied::Now(()))
    }
}

/// Whether a shipment that is picked was picked like this.
fn same(shipment: &Shipment, picked: &Picked) -> bool {
    match picked {
        Picked::AsPlanned => shipment.lines.iter().all(|line| line.short.is_zero()),
        Picked::Lines(lines) => lines.iter().all(|(number, quantity)| {
            shipment.lines.iter().any(|line| line.line_number == *number && line.going() == *quantity)
        }),
    }
}

fn shorts(shipment: &Shipment, picked: &Picked) -> Result<Vec<Short>, Refusal> {
    let Picked::Lines(picked) = picked else { return Ok(Vec::new()) };
    for (line_number, quantity) in picked {
        let line = shipment
            .lines
            .iter()
            .find(|line| line.line_number == *line_number)
            .ok_or(Refusal::ShipmentLineNotFound { shipment: shipment.id, line_number: *line_number })?;
        if *quantity > line.planned {
            return Err(Refusal::QuantityExceedsPlanned {
                line_number: *line_number,
                planned: line.planned,
                picked: *quantity,
            });
        }
    }
    let found =
        |number: i32| picked.iter().find(|(line, _)| *line == number).map_or(Quantity::ZERO, |(_, quantity)| *quantity);
    let Some(warehouse) = shipment.warehouse else { return Ok(Vec::new()) };
    let shorts = shipment.lines.iter().filter(|line| !line.service).map(|line| Short {
        line_number: line.line_number,
        reservation: line.reservation,
        level: stock_level_id(warehouse, line.product),
        quantity: minus(line.planned, found(line.line_number)),
    });
    Ok(shorts.filter(|short| short.quantity.is_positive()).collect())
}
