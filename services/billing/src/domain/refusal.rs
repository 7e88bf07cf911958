//! Why billing says no.

use o2c_kernel::{
    AllocationError, CountryCode, Currency, Date, DateError, Money, MoneyError, QuantityError, Violations,
};

use super::ids::{DocumentId, TaxRuleId};

/// A rule of the business refuses. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no document {0}")]
    DocumentNotFound(DocumentId),
    #[error("document {document} has no line {line}")]
    LineNotFound { document: DocumentId, line: i32 },
    #[error("{asked} is to be credited, but only {left} is left of document {document}")]
    CreditExceedsInvoice { document: DocumentId, asked: Money, left: Money },
    #[error("document {0} is a credit note: only an invoice or a debit note can be corrected")]
    NotCorrectable(DocumentId),
    #[error("no tax rule of {country} holds for {category} on {on}")]
    NoTaxRule { country: CountryCode, category: String, on: Date },
    #[error("rule {other} holds for a part of that time")]
    TaxRuleOverlaps { other: TaxRuleId },
    /// The fields are those of the request that have the other currency, where it is a request's.
    #[error("the document is in {expected}, the amount in {found}")]
    CurrencyMismatch { expected: Currency, found: Currency, fields: Violations },
    #[error("an amount or a quantity is too large")]
    Overflow,
    /// Seen only here: what is wrong with a field depends on the day.
    #[error("{0}")]
    InvalidRequest(Violations),
    #[error("the due date is beyond the calendar")]
    Calendar,
    /// A fact that contradicts what was ordered: it is set aside for a person.
    #[error("{0}")]
    Contradiction(String),
}

impl Refusal {
    /// Of amounts that stand in no field of a request.
    pub fn currency_mismatch(expected: Currency, found: Currency) -> Self {
        Self::CurrencyMismatch { expected, found, fields: Violations::default() }
    }
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::CurrencyMismatch { left, right } => Self::currency_mismatch(left, right),
            MoneyError::Overflow | MoneyError::TooFine(_) | MoneyError::NotAnAmount(_) => Self::Overflow,
        }
    }
}

impl From<QuantityError> for Refusal {
    fn from(error: QuantityError) -> Self {
        match error {
            QuantityError::Overflow | QuantityError::TooFine | QuantityError::NotAQuantity(_) => Self::Overflow,
        }
    }
}

impl From<AllocationError> for Refusal {
    fn from(error: AllocationError) -> Self {
        match error {
            AllocationError::Money(error) => error.into(),
            AllocationError::NoWeights | AllocationError::NegativeWeight => Self::Overflow,
        }
    }
}

impl From<DateError> for Refusal {
    fn from(_: DateError) -> Self {
        Self::Calendar
    }
}
