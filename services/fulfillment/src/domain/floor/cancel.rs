//! Giving a shipment up before it left.

use o2c_kernel::{Applied, Quantity};

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::{ProductId, ReservationId, ShipmentId, stock_level_id},
    refusal::Refusal,
    shipment::{Kind, Step, Way},
};

impl Floor {
    /// Its goods wait again; services, which wait for nothing, are planned anew at once when they went alone.
    pub fn cancel_shipment(&mut self, id: ShipmentId, reason: &str) -> Result<Applied<()>, Refusal> {
        let shipment = self.shipment(id)?;
        let (order, kind, warehouse) = (shipment.order, shipment.kind, shipment.warehouse);
        let Way::To(state) = shipment.way(Step::Cancel, true)? else { return Ok(Applied::Already) };
        let lines: Vec<(ReservationId, ProductId, bool, Quantity)> = shipment
            .lines
            .iter()
            .filter(|line| line.going().is_positive())
            .map(|line| (line.reservation, line.product, line.service, line.going()))
            .collect();

        if let Some(shipment) = self.shipments.change(id) {
            shipment.state = state;
        }
        for (reservation, product, service, quantity) in lines {
            if let Some(reservation) = self.reservations.change(reservation) {
                reservation.unplan(quantity);
            }
            if let Some(warehouse) = warehouse.filter(|_| !service) {
                self.wait_again(stock_level_id(warehouse, product), reservation, quantity);
            }
        }
        self.tell(Fact::ShipmentCancelled { shipment: id, order, reason: reason.to_owned() });
        if kind == Kind::Activation {
            self.plannable.insert(order);
        }
        Ok(Applied::Now(()))
    }
}
