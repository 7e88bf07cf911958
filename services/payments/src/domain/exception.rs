//! Money that no rule could place: a person finds out.

use o2c_kernel::{Currency, Money};

use super::{CustomerId, ExceptionId, ReceiptId, Refusal, matching::Reason};

/// Why it is in the queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExceptionReason {
    UnknownPayer,
    NoOpenItem,
    Ambiguous,
    /// A person did not take what was proposed.
    Rejected,
    /// The owner of the open items did not take it.
    Refused,
    /// The owner of the open items has taken an application back.
    Reversed,
}

impl ExceptionReason {
    const ALL: [Self; 6] =
        [Self::UnknownPayer, Self::NoOpenItem, Self::Ambiguous, Self::Rejected, Self::Refused, Self::Reversed];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownPayer => "UNKNOWN_PAYER",
            Self::NoOpenItem => "NO_OPEN_ITEM",
            Self::Ambiguous => "AMBIGUOUS",
            Self::Rejected => "REJECTED",
            Self::Refused => "REFUSED",
            Self::Reversed => "REVERSED",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

impl From<Reason> for ExceptionReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::UnknownPayer => Self::UnknownPayer,
            Reason::NoOpenItem => Self::NoOpenItem,
            Reason::Ambiguous => Self::Ambiguous,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentException {
    pub id: ExceptionId,
    /// Rises with time: the order of the queue.
    pub number: i64,
    pub receipt: ReceiptId,
    pub reason: ExceptionReason,
    pub amount: i64,
    pub currency: Currency,
    pub customer: Option<CustomerId>,
    pub payer_name: String,
    pub reference: String,
    /// Empty while open.
    pub resolved_by: String,
    pub open: bool,
    pub revision: i64,
}

impl PaymentException {
    /// A person has found out. Whose money it is must be known, or told now.
    pub fn resolve(&mut self, customer: Option<CustomerId>, by: &str) -> Result<CustomerId, Refusal> {
        if !self.open {
            return Err(Refusal::ExceptionResolved(self.id));
        }
        let customer = customer.or(self.customer).ok_or(Refusal::CustomerUnknown)?;
        self.open = false;
        self.customer = Some(customer);
        by.clone_into(&mut self.resolved_by);
        self.revision = self.revision.saturating_add(1);
        Ok(customer)
    }

    #[must_use]
    pub const fn money(&self) -> Money {
        Money::new(self.amount, self.currency)
    }
}
