//! Planning shipments of what is there.

use std::collections::BTreeMap;

use o2c_kernel::Quantity;

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::{OrderId, ReservationId, WarehouseId},
    order::Confirmed,
    quantities::{minus, total},
    reservation::Reservation,
    shipment::{Kind, Line, Shipment, State},
};

impl Floor {
    /// Puts what is allocated and on no shipment onto one per warehouse. Services go along with the first; when no more
    /// goods are to come, they are an activation.
    pub(super) fn plan(&mut self, order: OrderId) {
        let Some(confirmed) = self.orders.get(order).and_then(|order| order.confirmed.clone()) else { return };
        let (services, goods): (Vec<&Reservation>, Vec<&Reservation>) = self
            .reservations_of(order)
            .filter(|reservation| reservation.open().is_positive())
            .partition(|reservation| reservation.is_service());

        let waiting = goods.iter().any(|reservation| reservation.backordered().is_positive());
        let goods_to_come = total(goods.iter().map(|reservation| minus(reservation.open(), reservation.planned)));
        let mut by_warehouse: BTreeMap<WarehouseId, Vec<ReservationId>> = BTreeMap::new();
        for reservation in goods.iter().filter(|reservation| reservation.unplanned().is_positive()) {
            if let Some(warehouse) = reservation.warehouse {
                by_warehouse.entry(warehouse).or_default().push(reservation.id);
            }
        }
        let mut services: Vec<ReservationId> = services
            .iter()
            .filter(|reservation| reservation.unplanned().is_positive())
            .map(|reservation| reservation.id)
            .collect();

        if goods_to_come.is_zero() {
            if !services.is_empty() {
                self.plan_shipment(order, &confirmed, None, services);
            }
        } else if !(confirmed.ship_complete && waiting) {
            for (warehouse, mut reservations) in by_warehouse {
                reservations.append(&mut services);
                self.plan_shipment(order, &confirmed, Some(warehouse), reservations);
            }
        }
    }

    fn plan_shipment(
        &mut self,
        order: OrderId,
        confirmed: &Confirmed,
        warehouse: Option<WarehouseId>,
        mut reservations: Vec<ReservationId>,
    ) {
        reservations.sort_by_key(|id| self.reservations.get(*id).map(|reservation| (reservation.line_number, *id)));
        let id = (self.fresh.shipment)();
        let mut lines = Vec::with_capacity(reservations.len());
        for (line_number, reservation) in (1..).zip(reservations) {
            let Some(reservation) = self.reservations.change(reservation) else { continue };
            let planned = reservation.unplanned();
            reservation.plan(planned);
            lines.push(Line {
                line_number,
                order_line_number: reservation.line_number,
                reservation: reservation.id,
                product: reservation.product,
                sku: confirmed.line(reservation.line_number).map(|line| line.sku.clone()).unwrap_or_default(),
                service: reservation.is_service(),
                planned,
                short: Quantity::ZERO,
            });
        }
        self.tell(Fact::ShipmentPlanned { shipment: id, order, lines: lines.len() });
        let shipment = Shipment {
            id,
            number: 0,
            order,
            warehouse,
            kind: if warehouse.is_some() { Kind::Goods } else { Kind::Activation },
            state: State::Planned,
            wave: String::new(),
            carrier: String::new(),
            tracking_number: String::new(),
            shipped_on: None,
            delivered_on: None,
            proof: None,
            gross_estimate: None,
            shipped_lines: 0,
            lines,
            packages: Vec::new(),
            version: 1,
        };
        self.shipments_of.entry(order).or_default().insert(id);
        self.shipments.add(id, shipment);
    }
}
