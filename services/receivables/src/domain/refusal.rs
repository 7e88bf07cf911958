//! Why a command is refused.

use o2c_kernel::{Date, Money, MoneyError, Violations};

use super::{ApplicationId, OpenItemId, ReceiptId, WriteOffId};

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no open item {0}")]
    OpenItemNotFound(OpenItemId),
    #[error("{asked} is more than the {open} that is open on {item}")]
    ExceedsOpenAmount { item: OpenItemId, asked: Money, open: Money },
    #[error("{asked} is more than the {left} that is left of what it is to be taken from")]
    ExceedsSource { asked: Money, left: Money },
    #[error("{0} belongs to another customer")]
    CustomerMismatch(OpenItemId),
    #[error("{item} belongs to another customer than the one whose money {receipt} is")]
    PayerIsAnother { receipt: ReceiptId, item: OpenItemId },
    /// The fields are those of the request that have the other currency, where it is a request's.
    #[error("{item} is in another currency")]
    CurrencyMismatch { item: OpenItemId, fields: Violations },
    #[error("{0} is not a credit note")]
    NotACreditNote(OpenItemId),
    #[error("there is no application {0}")]
    ApplicationNotFound(ApplicationId),
    #[error("the application {0} has been taken back")]
    ApplicationReversed(ApplicationId),
    #[error("there is no write-off {0}")]
    WriteOffNotFound(WriteOffId),
    #[error("the write-off {0} has been decided")]
    WriteOffDecided(WriteOffId),
    #[error("who asked for the write-off {0} may not decide it")]
    RequesterIsApprover(WriteOffId),
    #[error("a write-off of {asked} is more than the {tolerated} that may be written off without being asked for")]
    WriteOffExceedsTolerance { asked: Money, tolerated: Money },
    #[error("the books are closed through {through}: nothing is posted on {day}")]
    PeriodClosed { day: Date, through: Date },
    #[error("{0} has not passed yet")]
    PeriodNotOver(Date),
    #[error("the proposal was decided before with another content")]
    ProposalReused,
    #[error("{number} was taken over before, as {item}")]
    OpenItemExists { item: OpenItemId, number: String },
    /// Seen only here: what is wrong with a field depends on the day.
    #[error("{0}")]
    InvalidRequest(Violations),
    #[error("an amount is too large")]
    AmountOverflow,
    /// A defect, of ours or of a fact: it is never written.
    #[error("the books would not tie: {0}")]
    Inconsistent(&'static str),
}

impl From<MoneyError> for Refusal {
    /// Currencies are compared before amounts are, so what is left is a sum that does not fit.
    fn from(_: MoneyError) -> Self {
        Self::AmountOverflow
    }
}

impl Refusal {
    /// The same, of an amount that stands in a field of the request.
    pub fn of_amount(self, field: &str) -> Self {
        self.of_field(&format!("{field}.currency_code"))
    }

    /// The same, of what a field of the request names.
    pub fn of_field(self, field: &str) -> Self {
        let Self::CurrencyMismatch { item, .. } = self else { return self };
        let fields = Violations::one(field, "CURRENCY_MISMATCH", format!("{item} is in another currency"));
        Self::CurrencyMismatch { item, fields }
    }

    /// The fields of the request that are to be mended, as far as they are known.
    pub fn fields(&self) -> Option<&Violations> {
        let (Self::InvalidRequest(fields) | Self::CurrencyMismatch { fields, .. }) = self else { return None };
        fields.any()
    }

    /// What stands against the command: the id of the thing, or the day; empty where it is an amount alone.
    pub fn subject(&self) -> String {
        match self {
            Self::OpenItemNotFound(item)
            | Self::ExceedsOpenAmount { item, .. }
            | Self::CustomerMismatch(item)
            | Self::PayerIsAnother { item, .. }
            | Self::CurrencyMismatch { item, .. }
            | Self::NotACreditNote(item)
            | Self::OpenItemExists { item, .. } => item.to_string(),
            Self::ApplicationNotFound(id) | Self::ApplicationReversed(id) => id.to_string(),
            Self::WriteOffNotFound(id) | Self::WriteOffDecided(id) | Self::RequesterIsApprover(id) => id.to_string(),
            Self::PeriodClosed { day, .. } | Self::PeriodNotOver(day) => day.to_string(),
            Self::ExceedsSource { .. }
            | Self::WriteOffExceedsTolerance { .. }
            | Self::ProposalReused
            | Self::InvalidRequest(_)
            | Self::AmountOverflow
            | Self::Inconsistent(_) => String::new(),
        }
    }

    /// The value of `errors.proto`, without its prefix.
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::OpenItemNotFound(_) => "OPEN_ITEM_NOT_FOUND",
            Self::ExceedsOpenAmount { .. } => "EXCEEDS_OPEN_AMOUNT",
            Self::ExceedsSource { .. } => "EXCEEDS_SOURCE",
            Self::CustomerMismatch(_) => "CUSTOMER_MISMATCH",
            Self::PayerIsAnother { .. } => "PAYER_IS_ANOTHER",
            Self::CurrencyMismatch { .. } => "CURRENCY_MISMATCH",
            Self::NotACreditNote(_) => "NOT_A_CREDIT_NOTE",
            Self::ApplicationNotFound(_) => "APPLICATION_NOT_FOUND",
            Self::ApplicationReversed(_) => "APPLICATION_REVERSED",
            Self::WriteOffNotFound(_) => "WRITE_OFF_NOT_FOUND",
            Self::WriteOffDecided(_) => "WRITE_OFF_DECIDED",
            Self::RequesterIsApprover(_) => "REQUESTER_IS_APPROVER",
            Self::WriteOffExceedsTolerance { .. } => "WRITE_OFF_EXCEEDS_TOLERANCE",
            Self::PeriodClosed { .. } => "PERIOD_CLOSED",
            Self::PeriodNotOver(_) => "PERIOD_NOT_OVER",
            Self::ProposalReused => "REQUEST_ID_REUSED",
            Self::OpenItemExists { .. } => "OPEN_ITEM_EXISTS",
            Self::InvalidRequest(_) => "INVALID_REQUEST",
            Self::AmountOverflow => "AMOUNT_OVERFLOW",
            Self::Inconsistent(_) => "INTERNAL",
        }
    }
}
