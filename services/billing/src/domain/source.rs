//! What may be billed: the lines of confirmed orders, as orders stated them.

use o2c_kernel::{Address, Currency, Date, ERASED, Money, Quantity, UnitPrice, cumulative_share};

use super::{
    ids::{OrderId, ProductId},
    party::Customer,
    refusal::Refusal,
};

/// When a line is billed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BillingRule {
    OnShipment,
    OnDelivery,
}

/// The head of a confirmed order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceOrder {
    pub id: OrderId,
    pub number: String,
    pub customer: Customer,
    pub ship_to: Option<Address>,
    pub ordered_on: Date,
    pub currency: Currency,
}

impl SourceOrder {
    /// Forgets who ordered and where it went; the countries stay, by which taxes are determined.
    pub fn erase_customer(&mut self) {
        self.customer.name = ERASED.to_owned();
        self.customer.tax_id.clear();
        self.ship_to = self.ship_to.as_ref().map(Address::erased);
    }
}

/// A line of a confirmed order and how much of it is billed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceLine {
    pub order: OrderId,
    pub number: i32,
    pub product: Option<ProductId>,
    pub description: String,
    pub quantity: Quantity,
    pub unit_price: UnitPrice,
    pub net: Money,
    pub rule: BillingRule,
    /// The product's.
    pub tax_category: String,
    pub cancelled_quantity: Quantity,
    pub cancelled_net: Money,
    pub billed_quantity: Quantity,
    pub billed_net: Money,
    pub returned_quantity: Quantity,
    /// As loaded.
    pub version: i64,
}

impl SourceLine {
    /// Bills a quantity from the head of the line and answers its share of the net amount; with the last quantity goes
    /// the residual, so that the shares add up to the line (BIL-2).
    pub fn bill(&mut self, quantity: Quantity) -> Result<Money, Refusal> {
        let billed = self.billed_quantity.checked_add(quantity)?;
        if quantity.is_negative() || billed > self.billable()? {
            return Err(self.contradiction("billed", quantity));
        }
        let net = cumulative_share(self.net, self.quantity, self.billed_quantity, billed)?;
        let billed_net = self.billed_net.checked_add(net)?;
        (self.billed_quantity, self.billed_net) = (billed, billed_net);
        Ok(net)
    }

    /// Takes note of what is not wanted any more, from the tail of the line.
    pub fn cancel(&mut self, quantity: Quantity, net: Money) -> Result<(), Refusal> {
        let cancelled = self.cancelled_quantity.checked_add(quantity)?;
        if quantity.is_negative() || cancelled.checked_add(self.billed_quantity)? > self.quantity {
            return Err(self.contradiction("cancelled", quantity));
        }
        let cancelled_net = self.cancelled_net.checked_add(net)?;
        (self.cancelled_quantity, self.cancelled_net) = (cancelled, cancelled_net);
        Ok(())
    }

    /// What of it is billed in the end.
    pub fn billable(&self) -> Result<Quantity, Refusal> {
        Ok(self.quantity.checked_sub(self.cancelled_quantity)?)
    }

    /// Takes note of what came back. What was never billed cannot.
    pub fn take_back(&mut self, quantity: Quantity) -> Result<(), Refusal> {
        let returned = self.returned_quantity.checked_add(quantity)?;
        if quantity.is_negative() || returned > self.billed_quantity {
            return Err(self.contradiction("taken back", quantity));
        }
        self.returned_quantity = returned;
        Ok(())
    }

    fn contradiction(&self, what: &str, quantity: Quantity) -> Refusal {
        Refusal::Contradiction(format!(
            "{quantity} of line {} of order {} cannot be {what}: ordered {}, cancelled {}, billed {}, returned {}",
            self.number,
            self.order,
            self.quantity,
            self.cancelled_quantity,
            self.billed_quantity,
            self.returned_quantity
        ))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::testing::{gbp, source_line, units};

    #[test]
    fn the_last_billing_takes_the_residual() {
        let mut line = source_line(1, 3, 1_000);
        assert_eq!(line.bill(units(1)), Ok(gbp(333)));
        assert_eq!(line.bill(units(1)), Ok(gbp(334)));
        assert_eq!(line.bill(units(1)), Ok(gbp(333)));
        assert_eq!(line.billed_net, gbp(1_000));
    }

    #[test]
    fn what_is_not_there_is_refused_and_changes_nothing() {
        let mut line = source_line(1, 3, 1_000);
        line.bill(units(2)).unwrap();
        line.cancel(units(1), gbp(333)).unwrap();
        let before = line.clone();
        assert!(line.bill(units(1)).is_err());
        assert!(line.cancel(units(1), gbp(1)).is_err());
        assert!(line.take_back(units(3)).is_err());
        assert!(line.bill(Quantity::from_micros(-1)).is_err());
        assert_eq!(line, before);
    }

    proptest! {
        #[test]
        fn billed_and_cancelled_are_the_whole_line_in_whatever_order(
            net in 0_i64..1_000_000, pieces in proptest::collection::vec((1_i64..20, any::<bool>()), 1..12),
        ) {
            let whole: i64 = pieces.iter().map(|(quantity, _)| quantity).sum();
            let mut line = source_line(1, whole, net);
            for (quantity, cancel) in pieces {
                if cancel {
                    let after = line.quantity.checked_sub(line.cancelled_quantity).unwrap();
                    let before = after.checked_sub(units(quantity)).unwrap();
                    let share = cumulative_share(line.net, line.quantity, before, after).unwrap();
                    line.cancel(units(quantity), share).unwrap();
                } else {
                    line.bill(units(quantity)).unwrap();
                }
            }
            prop_assert_eq!(line.billed_net.checked_add(line.cancelled_net).unwrap(), line.net);
        }
    }
}
