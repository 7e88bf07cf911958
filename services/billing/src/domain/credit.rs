//! Taking back what was invoiced. However it is cut into notes, all of them together take exactly the invoice (BIL-4).

use std::collections::BTreeMap;

use o2c_kernel::{Date, Instant, Money, Quantity};

use super::{
    document::{Document, Kind},
    draft::{Corrected, Draft, DraftLine, Head},
    ids::{DisputeId, DocumentId},
    note::{NoteLine, in_currency, priced},
    reason::Reason,
    refusal::Refusal,
    tax::{Subtotal, Taxed, subtotal::tax_of},
};

/// What a note has of its own; the rest it has from the invoice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteHead {
    pub id: DocumentId,
    pub issued_on: Date,
    pub reason: Reason,
    pub dispute: Option<DisputeId>,
    pub occurred_at: Instant,
}

impl NoteHead {
    /// The head of a note on this document.
    #[must_use]
    pub fn on(&self, kind: Kind, invoice: &Document) -> Head {
        let head = &invoice.draft.head;
        Head {
            id: self.id,
            kind,
            customer: head.customer.clone(),
            ship_to: head.ship_to.clone(),
            order: head.order,
            shipment: None,
            issued_on: self.issued_on,
            supplied_on: head.supplied_on,
            currency: head.currency,
            corrected: Some(Corrected { document: head.id, number: invoice.number.clone() }),
            reason: Some(self.reason.clone()),
            dispute: self.dispute,
            replaces: None,
            gross_estimate: Money::zero(head.currency),
            occurred_at: self.occurred_at,
        }
    }
}

/// How much of a line is taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineCredit {
    pub line: i32,
    pub net: Money,
    pub quantity: Option<Quantity>,
    /// Empty: that of the invoice's line.
    pub description: String,
}

impl From<&NoteLine> for LineCredit {
    fn from(line: &NoteLine) -> Self {
        Self { line: line.invoice_line, net: line.net, quantity: line.quantity, description: line.description.clone() }
    }
}

/// A credit that is decided: the note, and what it does to the invoice. It changes nothing until it is applied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credit {
    pub draft: Draft,
    /// Line number and amount.
    lines: Vec<(i32, Money)>,
}

/// The tax that goes with what is taken of one subtotal.
type TaxOf<'a> = &'a dyn Fn(&Subtotal, Money) -> Result<Money, Refusal>;

impl Document {
    /// Takes back amounts of lines; the tax follows.
    pub fn credit_lines(&self, note: &NoteHead, credits: &[LineCredit]) -> Result<Credit, Refusal> {
        self.credit(note, credits, &tax_by_rule)
    }

    /// Takes back all that is left.
    pub fn credit_rest(&self, note: &NoteHead) -> Result<Credit, Refusal> {
        let mut credits = Vec::new();
        for line in &self.lines {
            let net = line.left()?;
            if !net.is_zero() {
                let quantity = line.quantity_for(net);
                credits.push(LineCredit { line: line.number, net, quantity, description: String::new() });
            }
        }
        if credits.is_empty() {
            let zero = Money::zero(self.draft.head.currency);
            self.correctable()?;
            return Err(self.exceeded(self.draft.gross, zero));
        }
        self.credit(note, &credits, &tax_by_rule)
    }

    /// What a request names of the invoice's lines; whatever of it is in another currency is told by its field.
    pub fn credit_note_lines(&self, note: &NoteHead, lines: &[NoteLine]) -> Result<Credit, Refusal> {
        self.correctable()?;
        in_currency(lines, self.draft.head.currency)?;
        let credits: Vec<LineCredit> = lines.iter().map(LineCredit::from).collect();
        self.credit_lines(note, &credits)
    }

    /// As [`Self::credit_lines`], with a tax that was decided elsewhere.
    pub(super) fn credit(&self, note: &NoteHead, credits: &[LineCredit], tax: TaxOf<'_>) -> Result<Credit, Refusal> {
        self.correctable()?;
        let currency = self.draft.head.currency;
        let mut of_line: BTreeMap<i32, Money> = BTreeMap::new();
        let mut of_tax: BTreeMap<Taxed, Money> = BTreeMap::new();
        let mut lines = Vec::with_capacity(credits.len());
        for credit in credits {
            let line = self.line(credit.line)?;
            if credit.net.currency() != currency {
                return Err(Refusal::currency_mismatch(currency, credit.net.currency()));
            }
            let asked = of_line.entry(credit.line).or_insert(Money::zero(currency));
            *asked = asked.checked_add(credit.net)?;
            let left = line.left()?;
            if asked.minor() > left.minor() {
                return Err(self.exceeded(*asked, left));
            }
            let sum = of_tax.entry(line.content.taxed).or_insert(Money::zero(currency));
            *sum = sum.checked_add(credit.net)?;
            lines.push(draft_line(&line.content, credit)?);
        }
        let mut subtotals = Vec::with_capacity(of_tax.len());
        for subtotal in self.subtotals() {
            if let Some(taxable) = of_tax.get(&subtotal.taxed) {
                subtotals.push(part_of(subtotal, *taxable, tax(subtotal, *taxable)?)?);
            }
        }
        let draft = Draft::of_subtotals(note.on(Kind::CreditNote, self), lines, subtotals)?;
        Ok(Credit { draft, lines: of_line.into_iter().collect() })
    }

    /// Counts what a credit takes back. Cannot fail: the credit was decided on this document.
    pub fn apply(&mut self, credit: &Credit) {
        let add = |to: &mut Money, amount: Money| *to = to.checked_add(amount).unwrap_or(*to);
        for (number, net) in &credit.lines {
            if let Some(line) = self.lines.iter_mut().find(|line| line.number == *number) {
                add(&mut line.credited, *net);
            }
        }
        for part in &credit.draft.subtotals {
            if let Some(subtotal) = self.draft.subtotals.iter_mut().find(|subtotal| subtotal.taxed == part.taxed) {
                add(&mut subtotal.credited_taxable, part.taxable);
                add(&mut subtotal.credited_tax, part.tax);
            }
        }
        add(&mut self.credited_net, credit.draft.net);
    }

    pub(super) fn correctable(&self) -> Result<(), Refusal> {
        if self.kind().is_correctable() { Ok(()) } else { Err(Refusal::NotCorrectable(self.draft.head.id)) }
    }

    pub(super) fn exceeded(&self, asked: Money, left: Money) -> Refusal {
        Refusal::CreditExceedsInvoice { document: self.draft.head.id, asked, left }
    }
}

/// R(before + taxable) − what was taken before, within what is left. With the last part all of the rest goes.
fn tax_by_rule(subtotal: &Subtotal, taxable: Money) -> Result<Money, Refusal> {
    let (taxable_left, tax_left) = subtotal.left()?;
    if taxable == taxable_left {
        return Ok(tax_left);
    }
    let upto = tax_of(subtotal.taxed.rate, subtotal.credited_taxable.checked_add(taxable)?)?;
    let tax = upto.checked_sub(subtotal.credited_tax)?;
    Ok(Money::new(tax.minor().clamp(0, tax_left.minor().max(0)), tax.currency()))
}

/// A subtotal of the note, with its explicit rounding amount.
fn part_of(subtotal: &Subtotal, taxable: Money, tax: Money) -> Result<Subtotal, Refusal> {
    let zero = Money::zero(taxable.currency());
    let part = Subtotal {
        taxed: subtotal.taxed,
        taxable,
        tax,
        taxable_before: subtotal.credited_taxable,
        tax_before: subtotal.credited_tax,
        rounding: zero,
        credited_taxable: zero,
        credited_tax: zero,
    };
    let rounding = tax.checked_sub(part.tax_by_rule()?)?;
    Ok(Subtotal { rounding, ..part })
}

fn draft_line(charged: &DraftLine, credit: &LineCredit) -> Result<DraftLine, Refusal> {
    let whole = credit.quantity == Some(charged.quantity) && credit.net == charged.net;
    let (quantity, unit_price) =
        if whole { (charged.quantity, charged.unit_price) } else { priced(credit.net, credit.quantity)? };
    let description =
        if credit.description.is_empty() { charged.description.clone() } else { credit.description.clone() };
    Ok(DraftLine {
        order_line: charged.order_line,
        product: charged.product,
        description,
        quantity,
        unit_price,
        net: credit.net,
        taxed: charged.taxed,
        corrects_line: credit.line,
    })
}

#[cfg(test)]
#[path = "credit_tests.rs"]
mod tests;
