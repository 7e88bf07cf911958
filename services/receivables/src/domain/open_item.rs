//! What a customer owes, or is owed, for one document.

use o2c_kernel::{Date, Money, Violations};

use super::{CustomerId, DisputeId, DocumentId, DocumentType, OpenItemId, OrderId, Refusal, shelf::Versioned};

/// An open item. `open` is a guarded counter beside the edges: ARL-2 proves that it is their sum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenItem {
    pub id: OpenItemId,
    pub document_type: DocumentType,
    pub document: DocumentId,
    pub document_number: String,
    pub order: Option<OrderId>,
    pub customer: CustomerId,
    pub customer_name: String,
    pub document_date: Date,
    pub due_on: Date,
    /// The day in the books: the document's, unless that period was closed when the document came.
    pub posted_on: Date,
    /// Not negative, of a credit note too.
    pub original: Money,
    pub open: Money,
    pub dispute: Option<Objection>,
    pub cash: bool,
    /// Taken over from another system: billing knows nothing of it.
    pub opening: bool,
    pub version: i64,
}

/// What a customer objects to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Objection {
    pub dispute: DisputeId,
    /// As much as was objected to, even while less is open.
    pub asked: Money,
}

/// An item, for facts that need no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ItemName {
    pub id: OpenItemId,
    pub document_type: DocumentType,
    pub document: DocumentId,
    pub order: Option<OrderId>,
    pub customer: CustomerId,
}

impl OpenItem {
    pub const fn name(&self) -> ItemName {
        ItemName {
            id: self.id,
            document_type: self.document_type,
            document: self.document,
            order: self.order,
            customer: self.customer,
        }
    }

    /// What is flagged: never more than is open (COL-2), and again all of it when more is.
    pub fn disputed(&self) -> Money {
        let nothing = Money::zero(self.open.currency());
        self.dispute.and_then(|objection| objection.asked.min(self.open).ok()).unwrap_or(nothing)
    }

    /// The item with so much less open.
    pub fn reduced_by(&self, amount: Money) -> Result<Self, Refusal> {
        self.same_currency(amount)?;
        let open = self.open.checked_sub(amount)?;
        if open.is_negative() {
            return Err(Refusal::ExceedsOpenAmount { item: self.id, asked: amount, open: self.open });
        }
        Ok(Self { open, ..self.clone() })
    }

    /// The item with so much open again: never more than it once was.
    pub fn restored_by(&self, amount: Money) -> Result<Self, Refusal> {
        self.same_currency(amount)?;
        let open = self.open.checked_add(amount)?;
        if open.minor() > self.original.minor() {
            return Err(Refusal::Inconsistent("more would be open than there ever was"));
        }
        Ok(Self { open, ..self.clone() })
    }

    /// Whether something may be paid on it.
    pub fn payable(&self, asked: Money) -> Result<(), Refusal> {
        self.same_currency(asked)?;
        if self.document_type.is_owed() {
            return Ok(());
        }
        // of a credit note nothing is owed
        Err(Refusal::ExceedsOpenAmount { item: self.id, asked, open: Money::zero(self.open.currency()) })
    }

    pub fn same_currency(&self, amount: Money) -> Result<(), Refusal> {
        if amount.currency() == self.original.currency() {
            return Ok(());
        }
        Err(Refusal::CurrencyMismatch { item: self.id, fields: Violations::default() })
    }
}

impl Versioned for OpenItem {
    fn version_mut(&mut self) -> &mut i64 {
        &mut self.version
    }
}
