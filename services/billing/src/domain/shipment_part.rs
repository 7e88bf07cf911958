//! What of a shipment is due by one rule, and what became of it.

use o2c_kernel::{Applied, Date, Instant, Money, Quantity};

use super::{
    ids::{DocumentId, OrderId, ShipmentId},
    invoicing::Part,
    source::BillingRule,
};

/// WAITING → INVOICED | NOT_BILLABLE; a part that is due on shipment starts at its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartState {
    /// Its delivery has not been stated yet.
    Waiting,
    Invoiced(DocumentId),
    /// Free of charge only, or nothing arrived.
    NotBillable,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShipmentPart {
    pub shipment: ShipmentId,
    pub rule: BillingRule,
    pub order: OrderId,
    /// Lines of the shipment.
    pub lines: i64,
    pub gross_estimate: Money,
    pub state: PartState,
}

impl ShipmentPart {
    /// What is due now that it has arrived; nothing, if it was settled before.
    #[must_use]
    pub fn arrived(&self, on: Date, lines: Vec<(i32, Quantity)>, occurred_at: Instant) -> Applied<Part> {
        match self.state {
            PartState::Invoiced(_) | PartState::NotBillable => Applied::Already,
            PartState::Waiting => Applied::Now(Part {
                shipment: self.shipment,
                order: self.order,
                rule: self.rule,
                supplied_on: on,
                lines,
                gross_estimate: self.gross_estimate,
                occurred_at,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::Id;

    use super::*;
    use crate::domain::testing::{date, gbp, units};

    #[test]
    fn only_what_waits_is_due_when_it_arrives() {
        for (state, due) in
            [(PartState::Waiting, true), (PartState::NotBillable, false), (PartState::Invoiced(Id::new()), false)]
        {
            let part = ShipmentPart {
                shipment: Id::new(),
                rule: BillingRule::OnDelivery,
                order: Id::new(),
                lines: 1,
                gross_estimate: gbp(100),
                state,
            };
            let arrived = part.arrived(date("2011-01-04"), vec![(1, units(2))], Instant::from_micros(0));
            assert_eq!(arrived.now().map(|part| part.gross_estimate), due.then_some(gbp(100)));
        }
    }
}
