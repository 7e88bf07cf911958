//! What a customer owes for one document, as receivables says: a copy, never corrected here.

use o2c_kernel::{Date, Money, Violations};

use super::{CustomerId, DisputeId, DocumentId, OpenItemId, Refusal};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentType {
    Invoice,
    CreditNote,
    DebitNote,
}

impl DocumentType {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "INVOICE",
            Self::CreditNote => "CREDIT_NOTE",
            Self::DebitNote => "DEBIT_NOTE",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Invoice, Self::CreditNote, Self::DebitNote].into_iter().find(|one| one.name() == name)
    }

    /// By the customer; of a credit note nothing is.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Invoice | Self::DebitNote)
    }
}

/// The live dispute over an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Objection {
    pub dispute: DisputeId,
    /// As much as was objected to, even while less is open.
    pub asked: Money,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenItem {
    pub id: OpenItemId,
    pub document_type: DocumentType,
    pub document: DocumentId,
    pub document_number: String,
    pub customer: CustomerId,
    pub customer_name: String,
    pub document_date: Date,
    pub due_on: Date,
    pub original: Money,
    pub open: Money,
    /// What receivables has flagged: its last word, for people who look for a difference.
    pub flagged: Money,
    pub objection: Option<Objection>,
    /// Taken over from another system: billing knows nothing of it.
    pub opening: bool,
    pub version: i64,
}

impl OpenItem {
    /// What is in dispute: never more than is open (COL-2), and again all of it when more is.
    #[must_use]
    pub fn disputed(&self) -> Money {
        let nothing = Money::zero(self.open.currency());
        self.objection.and_then(|objection| objection.asked.min(self.open).ok()).unwrap_or(nothing)
    }

    /// Takes over what is open after a fact.
    pub fn now_open(&mut self, open: Money) -> Result<(), Refusal> {
        self.same_currency(open)?;
        self.open = open;
        Ok(())
    }

    /// Takes over what is flagged after a fact.
    pub fn now_flagged(&mut self, flagged: Money) -> Result<(), Refusal> {
        self.same_currency(flagged)?;
        self.flagged = flagged;
        Ok(())
    }

    /// A person objects to so much of it.
    pub fn object(&mut self, dispute: DisputeId, asked: Money) -> Result<(), Refusal> {
        if asked.currency() != self.original.currency() {
            let fields = Violations::of_currency("disputed_amount", self.original.currency());
            return Err(Refusal::CurrencyMismatch(fields));
        }
        self.may_object(asked)?;
        let open = if self.document_type.is_owed() { self.open } else { Money::zero(self.open.currency()) };
        if asked.minor() > open.minor() {
            return Err(Refusal::ExceedsOpenAmount { item: self.id, asked, open });
        }
        self.objection = Some(Objection { dispute, asked });
        Ok(())
    }

    /// The customer has paid less. A fact: it counts whatever is open by now.
    pub fn deduct(&mut self, dispute: DisputeId, asked: Money) -> Result<(), Refusal> {
        self.may_object(asked)?;
        self.objection = Some(Objection { dispute, asked });
        Ok(())
    }

    /// Whether a dispute over it may be granted: billing credits what it has billed, and of what is not open a credit would
    /// be a gift.
    pub fn may_be_credited(&self, dispute: DisputeId) -> Result<(), Refusal> {
        if self.opening {
            return Err(Refusal::NotBilledHere { item: self.id, dispute, number: self.document_number.clone() });
        }
        if self.open.is_zero() { Err(Refusal::OpenItemPaid { item: self.id, dispute }) } else { Ok(()) }
    }

    /// The dispute is over.
    pub fn clear(&mut self) {
        self.objection = None;
    }

    /// The version of the item when the set that changes it is saved: what a dispute and a notice are ordered by.
    #[must_use]
    pub const fn next_version(&self) -> i64 {
        self.version.saturating_add(1)
    }

    fn may_object(&self, asked: Money) -> Result<(), Refusal> {
        self.same_currency(asked)?;
        match self.objection {
            Some(live) => Err(Refusal::AlreadyDisputed { item: self.id, dispute: live.dispute }),
            None => Ok(()),
        }
    }

    fn same_currency(&self, amount: Money) -> Result<(), Refusal> {
        if amount.currency() == self.original.currency() {
            return Ok(());
        }
        Err(Refusal::CurrencyMismatch(Violations::default()))
    }
}
