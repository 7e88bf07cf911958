//! One open item: what is open of it, its movements, and who applied cash to it.

use o2c_kernel::{Currency, Date, Money};

use super::{
    Cell, Contribution, DocumentId, DocumentKind, Measure, OpenItemId, OrderId, Posted, ProposalId, ReceiptId, Refusal,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receivable {
    pub item: OpenItemId,
    pub document: DocumentId,
    pub kind: DocumentKind,
    pub number: String,
    pub order: Option<OrderId>,
    pub currency: Currency,
    pub document_date: Date,
    /// A credit note is never past due: unused, it counts as current (as in receivables' ageing).
    pub due_on: Date,
    /// Signed: a credit note is negative.
    pub original: i64,
    pub open: i64,
    /// The latest day that something of it is effective on: after it, the balance is what is open now.
    pub last_moved_on: Date,
    /// Cash applied to it, how often.
    pub applications: i64,
    /// How often by the machine alone, as far as payments has said so.
    pub straight_applications: i64,
    /// A person took an application back.
    pub reversed: bool,
    pub first_applied_on: Option<Date>,
}

/// A change of what is owed. Never changed itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Movement {
    pub item: OpenItemId,
    /// Of the fact, in its open item.
    pub sequence: i64,
    pub currency: Currency,
    pub effective_on: Date,
    pub due_on: Date,
    /// Signed.
    pub amount: i64,
    pub proposal: Option<ProposalId>,
    pub receipt: Option<ReceiptId>,
}

impl Movement {
    pub const fn contribution(&self) -> Contribution {
        let cell = Cell {
            measure: Measure::Receivables,
            currency: self.currency,
            day: self.effective_on,
            due_on: self.due_on,
        };
        Contribution { cell, amount: self.amount }
    }
}

/// What a change did to whether anything is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    Opened,
    Closed,
    None,
}

impl Turn {
    const fn between(before: i64, after: i64) -> Self {
        match (before, after) {
            (0, 0) => Self::None,
            (0, _) => Self::Opened,
            (_, 0) => Self::Closed,
            _ => Self::None,
        }
    }
}

impl Receivable {
    /// A day after all others: days since 1970 of the year 9999's end.
    pub const NEVER_DUE: i32 = 2_932_896;

    pub fn posted(posted: &Posted) -> Result<Self, Refusal> {
        let original = posted.original.minor().checked_mul(posted.kind.sign()).ok_or(Refusal::Overflow)?;
        Ok(Self {
            item: posted.item,
            document: posted.document,
            kind: posted.kind,
            number: posted.number.clone(),
            order: posted.order,
            currency: posted.original.currency(),
            document_date: posted.document_date,
            due_on: match posted.kind {
                DocumentKind::CreditNote => Date::from_days(Self::NEVER_DUE).map_err(|_| Refusal::Overflow)?,
                DocumentKind::Invoice | DocumentKind::DebitNote => posted.due_on,
            },
            original,
            open: original,
            last_moved_on: posted.document_date,
            applications: 0,
            straight_applications: 0,
            reversed: false,
            first_applied_on: None,
        })
    }

    /// The movement that brought it into the books, and whether anything is open since.
    pub fn opening(&self, sequence: i64) -> (Movement, Turn) {
        (self.movement(sequence, self.document_date, self.original), Turn::between(0, self.original))
    }

    /// Takes what is open now; refused, it has changed nothing.
    pub fn moved(&mut self, sequence: i64, on: Date, open_after: Money) -> Result<(Movement, Turn), Refusal> {
        if open_after.currency() != self.currency {
            return Err(Refusal::OtherCurrency { item: self.item });
        }
        let after = open_after.minor().checked_mul(self.kind.sign()).ok_or(Refusal::Overflow)?;
        let amount = after.checked_sub(self.open).ok_or(Refusal::Overflow)?;
        let turn = Turn::between(self.open, after);
        self.open = after;
        self.last_moved_on = self.last_moved_on.max(on);
        Ok((self.movement(sequence, on, amount), turn))
    }

    pub fn cash_applied(&mut self, on: Date) {
        self.applications = self.applications.saturating_add(1);
        self.first_applied_on = Some(self.first_applied_on.map_or(on, |first| first.min(on)));
    }

    /// Payments says of an application that the machine did it alone.
    pub fn applied_straight_through(&mut self) {
        self.straight_applications = self.straight_applications.saturating_add(1);
    }

    pub fn taken_back(&mut self) {
        self.reversed = true;
    }

    /// An invoice that cash was applied to: the day on which it counts.
    pub fn applied_on(&self) -> Option<Date> {
        self.first_applied_on.filter(|_| self.kind == DocumentKind::Invoice)
    }

    /// No person had a hand in any application.
    pub const fn straight_through(&self) -> bool {
        self.applications > 0 && self.straight_applications == self.applications && !self.reversed
    }

    /// The orders that it keeps from being paid: credit notes do not.
    pub const fn counts_for_order(&self) -> bool {
        !matches!(self.kind, DocumentKind::CreditNote)
    }

    pub fn contributions(&self) -> impl Iterator<Item = Contribution> {
        let of = |measure, on| Contribution::on(measure, self.currency, on, 0);
        let applied = self.applied_on().map(|on| of(Measure::InvoicesApplied, on));
        let straight = self.applied_on().filter(|_| self.straight_through());
        [applied, straight.map(|on| of(Measure::InvoicesStraightThrough, on))].into_iter().flatten()
    }

    fn movement(&self, sequence: i64, effective_on: Date, amount: i64) -> Movement {
        Movement {
            item: self.item,
            sequence,
            currency: self.currency,
            effective_on,
            due_on: self.due_on,
            amount,
            proposal: None,
            receipt: None,
        }
    }
}
