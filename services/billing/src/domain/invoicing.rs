//! Billing a shipment: the lines that are due make one invoice; free of charge only makes none.

use std::collections::BTreeMap;

use o2c_kernel::{CountryCode, Date, Id, Instant, Money, Quantity};

use super::{
    document::Kind,
    draft::{Draft, DraftLine, Head},
    ids::{DocumentId, OrderId, ShipmentId},
    refusal::Refusal,
    source::{BillingRule, SourceLine, SourceOrder},
    tax::{Rules, Supply},
};

/// What of a shipment is due by one rule: at its shipping or at its delivery.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub shipment: ShipmentId,
    pub order: OrderId,
    pub rule: BillingRule,
    /// The fact's date: of supply, of issue, and the one that decides the rate.
    pub supplied_on: Date,
    /// Per line of the order: what was shipped or delivered.
    pub lines: Vec<(i32, Quantity)>,
    pub gross_estimate: Money,
    pub occurred_at: Instant,
}

/// A line that is billed, once: order, line and shipment are its billing key (BIL-1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BilledLine {
    pub order: OrderId,
    pub line: i32,
    pub shipment: ShipmentId,
    pub quantity: Quantity,
    pub net: Money,
    /// `None`: free of charge, on no invoice.
    pub document: Option<DocumentId>,
}

/// What billing a part does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Billing {
    /// The source lines as they are afterwards.
    pub source: Vec<SourceLine>,
    pub billed: Vec<BilledLine>,
    /// `None`: nothing of the part is billable.
    pub invoice: Option<Draft>,
}

impl Part {
    /// The same shipment makes the same invoice, however often it is replayed.
    #[must_use]
    pub fn invoice_id(&self) -> DocumentId {
        let name = match self.rule {
            BillingRule::OnShipment => "invoice:on-shipment",
            BillingRule::OnDelivery => "invoice:on-delivery",
        };
        Id::derive(self.shipment.uuid(), name)
    }

    /// Decides; nothing is changed but in what is answered.
    pub fn bill(
        &self,
        order: &SourceOrder,
        source: &BTreeMap<i32, SourceLine>,
        rules: &Rules,
        seat: CountryCode,
    ) -> Result<Billing, Refusal> {
        let supply = Supply {
            from: seat,
            to: order.customer.destination(order.ship_to.as_ref()),
            business: !order.customer.tax_id.is_empty(),
            on: self.supplied_on,
        };
        let mut changed: BTreeMap<i32, SourceLine> = BTreeMap::new();
        let mut lines = Vec::with_capacity(self.lines.len());
        for (number, quantity) in self.lines.iter().filter(|(_, quantity)| !quantity.is_zero()) {
            let line = source.get(number).ok_or_else(|| {
                Refusal::Contradiction(format!("order {} has no line {number}, but it was shipped", self.order))
            })?;
            let line = changed.entry(*number).or_insert_with(|| line.clone());
            let net = line.bill(*quantity)?;
            lines.push(DraftLine {
                order_line: *number,
                product: line.product,
                description: line.description.clone(),
                quantity: *quantity,
                unit_price: line.unit_price,
                net,
                taxed: supply.determine(rules, &line.tax_category)?,
                corrects_line: 0,
            });
        }
        let document = lines.iter().any(|line| !line.net.is_zero()).then(|| self.invoice_id());
        let billed = lines
            .iter()
            .map(|line| BilledLine {
                order: self.order,
                line: line.order_line,
                shipment: self.shipment,
                quantity: line.quantity,
                net: line.net,
                document,
            })
            .collect();
        let invoice = document.map(|id| Draft::of_lines(self.head(id, order), lines)).transpose()?;
        Ok(Billing { source: changed.into_values().collect(), billed, invoice })
    }

    fn head(&self, id: DocumentId, order: &SourceOrder) -> Head {
        Head {
            id,
            kind: Kind::Invoice,
            customer: order.customer.clone(),
            ship_to: order.ship_to.clone(),
            order: Some(self.order),
            shipment: Some(self.shipment),
            issued_on: self.supplied_on,
            supplied_on: self.supplied_on,
            currency: order.currency,
            corrected: None,
            reason: None,
            dispute: None,
            replaces: None,
            gross_estimate: self.gross_estimate,
            occurred_at: self.occurred_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{gbp, part, rules, source_line, source_order, units};

    fn gb() -> CountryCode {
        CountryCode::parse("GB").unwrap()
    }

    fn source(lines: &[SourceLine]) -> BTreeMap<i32, SourceLine> {
        lines.iter().map(|line| (line.number, line.clone())).collect()
    }

    #[test]
    fn a_shipment_is_billed_at_the_rate_of_its_day_and_due_after_the_terms() {
        let order = source_order();
        let part = part(&order, "2009-12-31", &[(1, 2)]);
        let billing = part.bill(&order, &source(&[source_line(1, 4, 1_000)]), &rules(), gb()).unwrap();
        let invoice = billing.invoice.unwrap();
        assert_eq!((invoice.net, invoice.tax, invoice.gross), (gbp(500), gbp(75), gbp(575)));
        assert_eq!(invoice.due_on.to_string(), "2010-01-30");
        assert_eq!(billing.source[0].billed_quantity, units(2));
        assert_eq!(invoice.head.id, part.invoice_id());
    }

    #[test]
    fn free_lines_stand_on_an_invoice_but_make_none() {
        let order = source_order();
        let lines = source(&[source_line(1, 1, 1_000), source_line(2, 1, 0)]);
        let both = part(&order, "2011-06-01", &[(1, 1), (2, 1)]).bill(&order, &lines, &rules(), gb()).unwrap();
        assert_eq!(both.invoice.unwrap().lines.len(), 2);
        let free = part(&order, "2011-06-01", &[(2, 1)]).bill(&order, &lines, &rules(), gb()).unwrap();
        assert_eq!((free.invoice, free.billed[0].document), (None, None));
        assert_eq!(free.source[0].billed_quantity, units(1));
    }

    #[test]
    fn what_was_not_ordered_is_a_contradiction() {
        let order = source_order();
        let lines = source(&[source_line(1, 1, 1_000)]);
        for shipped in [vec![(2, 1)], vec![(1, 2)], vec![(1, 1), (1, 1)]] {
            let refused = part(&order, "2011-06-01", &shipped).bill(&order, &lines, &rules(), gb());
            assert!(matches!(refused, Err(Refusal::Contradiction(_))), "{shipped:?}");
        }
    }
}
