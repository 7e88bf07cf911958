//! A document that is decided and has no number yet. Taking its number cannot fail any more (BIL-5).

use o2c_kernel::{Address, Currency, Date, Instant, Money, Quantity, UnitPrice};

use super::{
    document::Kind,
    ids::{DisputeId, DocumentId, OrderId, ProductId, ShipmentId},
    party::Customer,
    reason::Reason,
    refusal::Refusal,
    tax::{Subtotal, Taxed, subtotal},
};

/// A line of a document, before the line has its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftLine {
    /// 0: of no order line.
    pub order_line: i32,
    pub product: Option<ProductId>,
    pub description: String,
    pub quantity: Quantity,
    pub unit_price: UnitPrice,
    pub net: Money,
    pub taxed: Taxed,
    /// Of a credit note: the line of the invoice that it takes back from. 0: none.
    pub corrects_line: i32,
}

/// What a note corrects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Corrected {
    pub document: DocumentId,
    pub number: String,
}

/// Everything that makes a document but its lines and amounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    pub id: DocumentId,
    pub kind: Kind,
    pub customer: Customer,
    pub ship_to: Option<Address>,
    pub order: Option<OrderId>,
    pub shipment: Option<ShipmentId>,
    pub issued_on: Date,
    pub supplied_on: Date,
    pub currency: Currency,
    pub corrected: Option<Corrected>,
    pub reason: Option<Reason>,
    pub dispute: Option<DisputeId>,
    /// The voided invoice that this one bills again.
    pub replaces: Option<DocumentId>,
    /// What credit held for the shipment.
    pub gross_estimate: Money,
    /// Business time of what caused the document.
    pub occurred_at: Instant,
}

/// A complete document but for its number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    pub head: Head,
    pub due_on: Date,
    pub lines: Vec<DraftLine>,
    pub subtotals: Vec<Subtotal>,
    pub net: Money,
    pub tax: Money,
    /// Net and tax (EN 16931 BR-CO-15).
    pub gross: Money,
}

impl Draft {
    /// A document whose tax follows from its lines.
    pub fn of_lines(head: Head, lines: Vec<DraftLine>) -> Result<Self, Refusal> {
        let taxable: Vec<(Taxed, Money)> = lines.iter().map(|line| (line.taxed, line.net)).collect();
        let subtotals = subtotal::subtotals(head.currency, &taxable)?;
        Self::of_subtotals(head, lines, subtotals)
    }

    /// A document whose subtotals were decided with it: a credit note takes a part of the invoice's tax.
    pub fn of_subtotals(head: Head, lines: Vec<DraftLine>, subtotals: Vec<Subtotal>) -> Result<Self, Refusal> {
        let net = Money::sum(head.currency, lines.iter().map(|line| line.net))?;
        let tax = Money::sum(head.currency, subtotals.iter().map(|subtotal| subtotal.tax))?;
        let gross = net.checked_add(tax)?;
        let due_on = head.customer.due_on(head.issued_on)?;
        Ok(Self { head, due_on, lines, subtotals, net, tax, gross })
    }
}
