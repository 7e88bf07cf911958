//! An issued document. Its content never changes (BIL-4); what credit notes have taken back is counted beside it.

use std::fmt;

use o2c_kernel::{Money, MoneyError, Quantity};

use super::{
    draft::{Draft, DraftLine},
    refusal::Refusal,
    series,
    tax::Subtotal,
};

/// Which document it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    Invoice,
    CreditNote,
    DebitNote,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Invoice, Self::CreditNote, Self::DebitNote];

    /// Before the number.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Invoice => "INV",
            Self::CreditNote => "CN",
            Self::DebitNote => "DN",
        }
    }

    #[must_use]
    pub fn of_prefix(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.prefix() == prefix)
    }

    /// Whether a note may correct it: a credit note is corrected by a debit note of the invoice, never by itself.
    #[must_use]
    pub const fn is_correctable(self) -> bool {
        match self {
            Self::Invoice | Self::DebitNote => true,
            Self::CreditNote => false,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix())
    }
}

/// A line with its number, from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub number: i32,
    pub content: DraftLine,
    /// What credit notes have taken back of its net amount.
    pub credited: Money,
}

impl Line {
    pub fn left(&self) -> Result<Money, MoneyError> {
        self.content.net.checked_sub(self.credited)
    }

    /// The quantity to name when so much is taken back: all of it when it is all and nothing was taken before.
    #[must_use]
    pub fn quantity_for(&self, net: Money) -> Option<Quantity> {
        (self.credited.is_zero() && net == self.content.net).then_some(self.content.quantity)
    }
}

/// An issued document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// The content as it was issued. Its lines are in `lines`, its subtotals with what was credited in `draft`.
    pub draft: Draft,
    pub lines: Vec<Line>,
    /// In its series, from 1.
    pub sequence: i64,
    pub number: String,
    /// Among all documents of the tenant, in the order of issue.
    pub position: i64,
    pub credited_net: Money,
    /// As loaded.
    pub version: i64,
}

impl Document {
    /// Gives a draft its number. Nothing can refuse here.
    #[must_use]
    pub fn issue(mut draft: Draft, sequence: i64, position: i64) -> Self {
        let zero = Money::zero(draft.head.currency);
        let contents = std::mem::take(&mut draft.lines);
        let lines = (1_i32..).zip(contents).map(|(number, content)| Line { number, content, credited: zero }).collect();
        let number = series::number(draft.head.kind, sequence);
        Self { draft, lines, sequence, number, position, credited_net: zero, version: 1 }
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        self.draft.head.kind
    }

    #[must_use]
    pub fn subtotals(&self) -> &[Subtotal] {
        &self.draft.subtotals
    }

    /// Net, tax and gross that no credit note has taken back.
    pub fn left(&self) -> Result<(Money, Money, Money), MoneyError> {
        let currency = self.draft.head.currency;
        let (mut net, mut tax) = (Money::zero(currency), Money::zero(currency));
        for subtotal in self.subtotals() {
            let (taxable_left, tax_left) = subtotal.left()?;
            net = net.checked_add(taxable_left)?;
            tax = tax.checked_add(tax_left)?;
        }
        Ok((net, tax, net.checked_add(tax)?))
    }

    /// Whether credit notes have taken all of it back: by a void, or bit by bit.
    #[must_use]
    pub fn is_wholly_credited(&self) -> bool {
        self.kind().is_correctable() && self.draft.net.is_positive() && self.credited_net == self.draft.net
    }

    /// Whether a line of it stands for this line of its order.
    #[must_use]
    pub fn bills(&self, order_line: i32) -> bool {
        self.lines.iter().any(|line| line.content.order_line == order_line)
    }

    pub fn line(&self, number: i32) -> Result<&Line, Refusal> {
        self.lines
            .iter()
            .find(|line| line.number == number)
            .ok_or(Refusal::LineNotFound { document: self.draft.head.id, line: number })
    }

    /// The gross amount with the sign that it has in receivables.
    pub fn signed_gross(&self) -> Result<Money, MoneyError> {
        match self.kind() {
            Kind::Invoice | Kind::DebitNote => Ok(self.draft.gross),
            Kind::CreditNote => self.draft.gross.checked_neg(),
        }
    }
}
