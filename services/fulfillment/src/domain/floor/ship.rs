//! Goods issue: the goods leave, and from here on facts are only corrected by further documents.

use std::collections::BTreeMap;

use o2c_kernel::{Applied, Date, Money, Quantity, cumulative_share};

use super::{CreditAnswers, Floor};
use crate::domain::{
    fact::{Delivered, Fact, Shipped, ShippedLine},
    ids::{ShipmentId, stock_level_id},
    order::Confirmed,
    quantities::plus,
    refusal::Refusal,
    shipment::{Kind, Line, Shipment, State, Step, Way},
    stock_move::{Location, MoveKind, StockMove},
};

impl Floor {
    /// Ships what is packed; an activation is delivered with it.
    pub fn ship(
        &mut self,
        id: ShipmentId,
        carrier: &str,
        tracking_number: &str,
        credit: &CreditAnswers,
    ) -> Result<Applied<()>, Refusal> {
        let shipment = self.shipment(id)?;
        let same = shipment.carrier == carrier && shipment.tracking_number == tracking_number;
        let Way::To(state) = shipment.way(Step::Ship, same)? else { return Ok(Applied::Already) };
        credit.check(shipment.order)?;
        let order = self.orders.get(shipment.order).and_then(|order| order.confirmed.as_ref());
        // a shipment is planned of a confirmed order only
        let confirmed = order.ok_or(Refusal::ShipmentNotFound(id))?;
        let going: Vec<Line> = shipment.lines.iter().filter(|line| line.going().is_positive()).cloned().collect();
        let lines = self.shipped_lines(shipment, confirmed, &going)?;
        let gross_estimate = Money::sum(confirmed.currency, lines.iter().map(|line| line.gross_estimate))?;
        let fact = Shipped {
            shipment: id,
            number: shipment.number,
            order: shipment.order,
            customer: confirmed.customer,
            ship_to: confirmed.ship_to.clone(),
            shipped_on: self.today,
            activation: shipment.kind == Kind::Activation,
            carrier: carrier.to_owned(),
            tracking_number: tracking_number.to_owned(),
            lines,
            gross_estimate,
        };

        self.goods_leave(id, &going);
        self.note_shipped(state, &fact);
        self.tell(Fact::ShipmentShipped(Box::new(fact)));
        if state.is_delivered() {
            self.tell_activation(id);
        }
        Ok(Applied::Now(()))
    }

    /// Each line with the head share of its order line: from what has shipped before it to what has with it.
    fn shipped_lines(
        &self,
        shipment: &Shipment,
        confirmed: &Confirmed,
        going: &[Line],
    ) -> Result<Vec<ShippedLine>, Refusal> {
        let mut shipped: BTreeMap<i32, Quantity> = BTreeMap::new();
        for reservation in self.reservations_of(shipment.order) {
            let line = shipped.entry(reservation.line_number).or_default();
            *line = plus(*line, reservation.consumed);
        }
        let mut lines = Vec::with_capacity(going.len());
        for line in going {
            let before = shipped.get(&line.order_line_number).copied().unwrap_or_default();
            let with = before.checked_add(line.going())?;
            let gross_estimate = match confirmed.line(line.order_line_number) {
                Some(of) => cumulative_share(of.gross_estimate, of.quantity, before, with)?,
                None => Money::zero(confirmed.currency),
            };
            shipped.insert(line.order_line_number, with);
            lines.push(ShippedLine {
                line_number: line.line_number,
                order_line_number: line.order_line_number,
                product: line.product,
                service: line.service,
                quantity: line.going(),
                gross_estimate,
            });
        }
        Ok(lines)
    }

    fn goods_leave(&mut self, id: ShipmentId, going: &[Line]) {
        let warehouse = self.shipments.get(id).and_then(|shipment| shipment.warehouse);
        for line in going {
            if let Some(reservation) = self.reservations.change(line.reservation) {
                reservation.consume(line.going());
            }
            let Some(warehouse) = warehouse.filter(|_| !line.service) else { continue };
            if let Some(level) = self.levels.change(stock_level_id(warehouse, line.product)) {
                level.issue(line.going());
            }
            let id_of_move = self.next_move();
            self.moves.push(StockMove {
                id: id_of_move,
                product: line.product,
                quantity: line.going(),
                from: Location::Warehouse(warehouse),
                to: Location::Customer,
                kind: MoveKind::Shipment,
                document: id.to_string(),
                lot: String::new(),
                moved_on: self.today,
            });
        }
    }

    fn note_shipped(&mut self, state: State, fact: &Shipped) {
        let Some(shipment) = self.shipments.change(fact.shipment) else { return };
        shipment.state = state;
        fact.carrier.clone_into(&mut shipment.carrier);
        fact.tracking_number.clone_into(&mut shipment.tracking_number);
        shipment.shipped_on = Some(fact.shipped_on);
        shipment.gross_estimate = Some(fact.gross_estimate);
        shipment.shipped_lines = i32::try_from(fact.lines.len()).unwrap_or(i32::MAX);
        if state.is_delivered() {
            shipment.delivered_on = Some(fact.shipped_on);
        }
    }

    /// An activation is delivered by shipping it, and so tells of both.
    fn tell_activation(&mut self, id: ShipmentId) {
        let Some(shipment) = self.shipments.get(id) else { return };
        let Some(fact) = self.delivered_fact(shipment, self.today, String::new()) else { return };
        self.tell(Fact::ShipmentDelivered(Box::new(fact)));
    }

    pub(super) fn delivered_fact(
        &self,
        shipment: &Shipment,
        delivered_on: Date,
        received_by: String,
    ) -> Option<Delivered> {
        let customer = self.orders.get(shipment.order)?.confirmed.as_ref()?.customer;
        let lines = shipment.lines.iter().filter(|line| line.going().is_positive());
        Some(Delivered {
            shipment: shipment.id,
            order: shipment.order,
            customer,
            delivered_on,
            received_by,
            lines: lines.map(|line| (line.order_line_number, line.going())).collect(),
        })
    }
}
