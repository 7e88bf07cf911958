//! Money in the bank, as far as the books see it.

use o2c_kernel::{Date, Money};

use super::{CustomerId, ReceiptId, Refusal, shelf::Versioned};

/// A receipt: what of it is applied is a guarded counter, 0 ≤ applied ≤ amount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub id: ReceiptId,
    /// None while the payer is not known; who it is applied for, as soon as it is.
    pub customer: Option<CustomerId>,
    pub amount: Money,
    pub applied: Money,
    pub value_date: Date,
    /// The day in the books.
    pub posted_on: Date,
    pub version: i64,
}

/// A receipt as payments tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptFacts {
    pub id: ReceiptId,
    pub customer: Option<CustomerId>,
    pub amount: Money,
    pub value_date: Date,
}

impl Receipt {
    pub fn left(&self) -> Result<Money, Refusal> {
        Ok(self.amount.checked_sub(self.applied)?)
    }

    /// Whose money it is beyond doubt: some of it is applied for them, so that the rest is on their account.
    pub fn payer(&self) -> Option<CustomerId> {
        self.customer.filter(|_| self.applied.is_positive())
    }

    /// The receipt with so much more of it used, for a customer.
    pub fn used(&self, amount: Money, customer: CustomerId) -> Result<Self, Refusal> {
        let left = self.left()?;
        let applied = self.applied.checked_add(amount)?;
        if applied.minor() > self.amount.minor() {
            return Err(Refusal::ExceedsSource { asked: amount, left });
        }
        Ok(Self { applied, customer: Some(customer), ..self.clone() })
    }

    /// The receipt with so much of it free again.
    pub fn freed(&self, amount: Money) -> Result<Self, Refusal> {
        let applied = self.applied.checked_sub(amount)?;
        if applied.is_negative() {
            return Err(Refusal::Inconsistent("less than nothing of a receipt would be applied"));
        }
        Ok(Self { applied, ..self.clone() })
    }
}

impl Versioned for Receipt {
    fn version_mut(&mut self) -> &mut i64 {
        &mut self.version
    }
}
