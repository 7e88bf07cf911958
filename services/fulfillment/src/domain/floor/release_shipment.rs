//! Releasing a shipment to the warehouse.

use std::collections::BTreeMap;

use o2c_kernel::Applied;

use super::Floor;
use crate::domain::{
    fact::Fact,
    ids::{OrderId, ShipmentId},
    refusal::Refusal,
    shipment::{Step, Way},
};

/// What credit said about orders, before the transaction was opened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CreditAnswers {
    /// Why not; empty for an approval that holds.
    reasons: BTreeMap<OrderId, Vec<String>>,
}

impl CreditAnswers {
    pub fn approve(&mut self, order: OrderId) {
        self.reasons.insert(order, Vec::new());
    }

    pub fn object(&mut self, order: OrderId, reasons: Vec<String>) {
        let reasons = if reasons.is_empty() { vec!["NOT_APPROVED".to_owned()] } else { reasons };
        self.reasons.insert(order, reasons);
    }

    /// An order that was not asked about is not approved.
    pub(super) fn check(&self, order: OrderId) -> Result<(), Refusal> {
        match self.reasons.get(&order) {
            Some(reasons) if reasons.is_empty() => Ok(()),
            Some(reasons) => Err(Refusal::CreditNotApproved { order, reasons: reasons.clone() }),
            None => Err(Refusal::CreditNotApproved { order, reasons: vec!["NOT_ASKED".to_owned()] }),
        }
    }
}

impl Floor {
    /// ORD-4: not while the order has a hold; and only while its credit approval holds.
    pub fn release_shipment(
        &mut self,
        id: ShipmentId,
        wave: &str,
        credit: &CreditAnswers,
    ) -> Result<Applied<()>, Refusal> {
        let shipment = self.shipment(id)?;
        let order = shipment.order;
        let Way::To(state) = shipment.way(Step::Release, shipment.wave == wave)? else { return Ok(Applied::Already) };
        if self.orders.get(order).is_some_and(|order| order.is_held()) {
            return Err(Refusal::OrderHeld(order));
        }
        credit.check(order)?;

        if let Some(shipment) = self.shipments.change(id) {
            shipment.state = state;
            wave.clone_into(&mut shipment.wave);
        }
        self.tell(Fact::ShipmentReleased { shipment: id, order, wave: wave.to_owned() });
        Ok(Applied::Now(()))
    }
}
