//! Goods came back: what they were billed with is credited, the newest invoice first.

use std::collections::{BTreeMap, BTreeSet};

use o2c_kernel::{CountryCode, Date, Id, Instant, Money, Quantity, cumulative_share};

use super::{
    credit::{Credit, LineCredit, NoteHead},
    document::{Document, Kind},
    draft::{Draft, DraftLine, Head},
    ids::{DocumentId, GoodsReturnId, OrderId, ProductId},
    note::priced,
    reason::{Reason, ReasonCode},
    refusal::Refusal,
    source::{SourceLine, SourceOrder},
    tax::{Rules, Supply},
};

/// A line that came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnedLine {
    pub order_line: i32,
    pub product: Option<ProductId>,
    pub quantity: Quantity,
    /// What the authorisation credits for it.
    pub net: Money,
    /// Nobody has named that: it is the order's price, and no more is due than was paid of it.
    pub at_order_price: bool,
}

/// Goods that came back together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoodsReturn {
    pub id: GoodsReturnId,
    pub order: OrderId,
    pub received_on: Date,
    pub reason: String,
    pub lines: Vec<ReturnedLine>,
    pub occurred_at: Instant,
}

/// What a return does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Crediting {
    pub source: Vec<SourceLine>,
    /// One note per invoice, the newest first.
    pub credits: Vec<(DocumentId, Credit)>,
    /// What was agreed beyond what the invoices have left.
    pub unreferenced: Option<Draft>,
    /// What became of each returned line, in their order.
    pub lines: Vec<LineOutcome>,
}

/// What of a returned line is credited, net. The three parts are what the authorisation says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineOutcome {
    pub order_line: i32,
    pub at_order_price: bool,
    /// On the invoices of the line.
    pub on_invoices: Money,
    /// Agreed, and without reference.
    pub unreferenced: Money,
    /// The invoices have it not left, and nobody has agreed to it.
    pub not_credited: Money,
}

type OfInvoices = BTreeMap<std::cmp::Reverse<i64>, (DocumentId, Vec<LineCredit>)>;

/// The note of a return on an invoice, or without reference: its id follows from the fact.
#[must_use]
pub fn note_of(goods_return: GoodsReturnId, invoice: Option<DocumentId>) -> DocumentId {
    match invoice {
        Some(invoice) => Id::derive(goods_return.uuid(), &format!("credit-note:{invoice}")),
        None => Id::derive(goods_return.uuid(), "credit-note"),
    }
}

impl GoodsReturn {
    /// Whether it came before the billing of what it brings back, and is to wait for that.
    pub fn is_early(&self, source: &BTreeMap<i32, SourceLine>) -> Result<bool, Refusal> {
        let mut quantities: BTreeMap<i32, Quantity> = BTreeMap::new();
        for line in &self.lines {
            let quantity = quantities.entry(line.order_line).or_insert(Quantity::ZERO);
            *quantity = quantity.checked_add(line.quantity)?;
        }
        let mut early = false;
        for (number, quantity) in quantities {
            // what the order does not have, and never will, is for `credit` to refuse
            let Some(line) = source.get(&number) else { return Ok(false) };
            let returned = line.returned_quantity.checked_add(quantity)?;
            if returned > line.billable()? {
                return Ok(false);
            }
            early |= returned > line.billed_quantity;
        }
        Ok(early)
    }

    /// Decides; nothing is changed but in what is answered. What an invoice has left of a line bounds what is credited of it,
    /// whatever the rest was credited for. A price that somebody agreed may go beyond, but not where one of the line's
    /// invoices was voided: nobody can tell that it is not credited twice then.
    pub fn credit<'a>(
        &self,
        order: &SourceOrder,
        source: &BTreeMap<i32, SourceLine>,
        invoices: impl IntoIterator<Item = &'a Document>,
        voided: &BTreeSet<DocumentId>,
        rules: &Rules,
        seat: CountryCode,
    ) -> Result<Crediting, Refusal> {
        let mut newest_first: Vec<&Document> = invoices.into_iter().collect();
        // By position, never by date: numbers and positions are given in the order of issue.
        newest_first.sort_by_key(|invoice| std::cmp::Reverse(invoice.position));
        let mut changed: BTreeMap<i32, SourceLine> = BTreeMap::new();
        let mut of_invoices = OfInvoices::new();
        let mut beyond = Vec::new();
        let mut outcomes = Vec::with_capacity(self.lines.len());
        for returned in &self.lines {
            let line = source.get(&returned.order_line).ok_or_else(|| {
                Refusal::Contradiction(format!("order {} has no line {}", self.order, returned.order_line))
            })?;
            let line = changed.entry(returned.order_line).or_insert_with(|| line.clone());
            line.take_back(returned.quantity)?;
            let rest = spread(returned, &newest_first, &mut of_invoices)?;
            let is_of_voided =
                |invoice: &&Document| voided.contains(&invoice.draft.head.id) && invoice.bills(returned.order_line);
            let is_due = !returned.at_order_price && !newest_first.iter().any(is_of_voided);
            let nothing = Money::zero(rest.currency());
            let (unreferenced, not_credited) = if is_due { (rest, nothing) } else { (nothing, rest) };
            if unreferenced.is_positive() {
                beyond.push((line.clone(), returned, unreferenced));
            }
            outcomes.push(LineOutcome {
                order_line: returned.order_line,
                at_order_price: returned.at_order_price,
                on_invoices: returned.net.checked_sub(rest)?,
                unreferenced,
                not_credited,
            });
        }
        let mut credits = Vec::with_capacity(of_invoices.len());
        for (document, lines) in of_invoices.into_values() {
            if let Some(invoice) = newest_first.iter().find(|invoice| invoice.draft.head.id == document) {
                credits.push((document, invoice.credit_lines(&self.note(document), &lines)?));
            }
        }
        let unreferenced = if beyond.is_empty() { None } else { Some(self.unreferenced(order, &beyond, rules, seat)?) };
        Ok(Crediting { source: changed.into_values().collect(), credits, unreferenced, lines: outcomes })
    }

    fn reason(&self) -> Reason {
        Reason { code: ReasonCode::Return, text: self.reason.clone() }
    }

    fn note(&self, on: DocumentId) -> NoteHead {
        NoteHead {
            id: note_of(self.id, Some(on)),
            issued_on: self.received_on,
            reason: self.reason(),
            dispute: None,
            occurred_at: self.occurred_at,
        }
    }

    /// A note without reference has the rate of its own date.
    fn unreferenced(
        &self,
        order: &SourceOrder,
        beyond: &[(SourceLine, &ReturnedLine, Money)],
        rules: &Rules,
        seat: CountryCode,
    ) -> Result<Draft, Refusal> {
        let supply = Supply {
            from: seat,
            to: order.customer.destination(order.ship_to.as_ref()),
            business: !order.customer.tax_id.is_empty(),
            on: self.received_on,
        };
        let mut lines = Vec::with_capacity(beyond.len());
        for (source, returned, net) in beyond {
            if net.currency() != order.currency {
                return Err(Refusal::currency_mismatch(order.currency, net.currency()));
            }
            let quantity = (*net == returned.net).then_some(returned.quantity);
            let (quantity, unit_price) = priced(*net, quantity)?;
            lines.push(DraftLine {
                order_line: returned.order_line,
                product: returned.product,
                description: source.description.clone(),
                quantity,
                unit_price,
                net: *net,
                taxed: supply.determine(rules, &source.tax_category)?,
                corrects_line: 0,
            });
        }
        let head = Head {
            id: note_of(self.id, None),
            kind: Kind::CreditNote,
            customer: order.customer.clone(),
            ship_to: order.ship_to.clone(),
            order: Some(self.order),
            shipment: None,
            issued_on: self.received_on,
            supplied_on: self.received_on,
            currency: order.currency,
            corrected: None,
            reason: Some(self.reason()),
            dispute: None,
            replaces: None,
            gross_estimate: Money::zero(order.currency),
            occurred_at: self.occurred_at,
        };
        Draft::of_lines(head, lines)
    }
}

/// Takes the amount from what is left of the order line on the invoices; answers what none of them has.
fn spread(returned: &ReturnedLine, invoices: &[&Document], credits: &mut OfInvoices) -> Result<Money, Refusal> {
    let mut rest = returned.net;
    let of_line = invoices.iter().flat_map(|invoice| {
        let lines = invoice.lines.iter().filter(|line| line.content.order_line == returned.order_line);
        lines.map(move |line| (invoice, line))
    });
    for (invoice, line) in of_line {
        let (_, taken) =
            credits.entry(std::cmp::Reverse(invoice.position)).or_insert_with(|| (invoice.draft.head.id, Vec::new()));
        let planned = taken.iter().filter(|credit| credit.line == line.number).map(|credit| credit.net);
        let left = line.left()?.checked_sub(Money::sum(rest.currency(), planned)?)?;
        let net = left.min(rest)?;
        if net.is_positive() {
            let before = returned.net.checked_sub(rest)?;
            rest = rest.checked_sub(net)?;
            let quantity = share_of(returned, before, net)?;
            taken.push(LineCredit { line: line.number, net, quantity: Some(quantity), description: String::new() });
        }
    }
    credits.retain(|_, (_, lines)| !lines.is_empty());
    Ok(rest)
}

/// The part of the returned quantity that goes with a part of its amount; the parts add up to the quantity.
fn share_of(returned: &ReturnedLine, before: Money, net: Money) -> Result<Quantity, Refusal> {
    let whole = Money::new(returned.quantity.micros(), returned.net.currency());
    let micros = |amount: Money| Quantity::from_micros(amount.minor());
    let share = cumulative_share(whole, micros(returned.net), micros(before), micros(before.checked_add(net)?))?;
    Ok(micros(share))
}

#[cfg(test)]
#[path = "returned_tests.rs"]
mod tests;
