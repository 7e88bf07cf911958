//! What payments says no to, and why.

use o2c_kernel::{Kind, Money, MoneyError, Violations};

use super::{CustomerId, ExceptionId, OpenItemId, ProposalId, ProposalState, ReceiptId};

/// The domain of the reasons.
pub const DOMAIN: &str = "payments.o2c";

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the file cannot be read: {0}")]
    StatementUnreadable(Violations),
    #[error("opening {opening} and the lines' {lines} do not make closing {closing}")]
    StatementDoesNotAddUp { opening: Money, lines: Money, closing: Money },
    #[error("the statement opens with {opening}, the one before closed with {before}")]
    StatementDoesNotChain { opening: Money, before: Money },
    #[error("the statement {0} was imported before")]
    StatementImported(String),
    /// With the fields of the request that have the other currency, where it is a request's.
    #[error("the account is kept in another currency")]
    CurrencyMismatch(Violations),
    #[error("there is no such statement")]
    StatementNotFound,
    #[error("there is no receipt {0}")]
    ReceiptNotFound(ReceiptId),
    #[error("there is no proposal {0}")]
    ProposalNotFound(ProposalId),
    #[error("the proposal {proposal} is {} already", .state.as_str())]
    ProposalDecided { proposal: ProposalId, state: ProposalState },
    #[error("there is no exception {0}")]
    ExceptionNotFound(ExceptionId),
    #[error("the exception {0} is resolved already")]
    ExceptionResolved(ExceptionId),
    #[error("there is no open item {0}")]
    OpenItemNotFound(OpenItemId),
    #[error("more is to be applied than the {left} that are left")]
    ExceedsReceipt { left: Money },
    #[error("more is to be applied to {item} than the {open} that are open")]
    ExceedsOpenAmount { item: OpenItemId, open: Money },
    #[error("it is not known whose money it is")]
    CustomerUnknown,
    #[error("some of the receipt {receipt} is the customer {payer}'s, so that all of it is")]
    PayerIsAnother { receipt: ReceiptId, payer: CustomerId },
    #[error("an amount is too large")]
    AmountOverflow,
}

impl Refusal {
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::StatementUnreadable(_) => Kind::InvalidArgument,
            Self::StatementImported(_) => Kind::AlreadyExists,
            Self::StatementNotFound
            | Self::ReceiptNotFound(_)
            | Self::ProposalNotFound(_)
            | Self::ExceptionNotFound(_)
            | Self::OpenItemNotFound(_) => Kind::NotFound,
            Self::StatementDoesNotAddUp { .. }
            | Self::StatementDoesNotChain { .. }
            | Self::CurrencyMismatch(_)
            | Self::ProposalDecided { .. }
            | Self::ExceptionResolved(_)
            | Self::ExceedsReceipt { .. }
            | Self::ExceedsOpenAmount { .. }
            | Self::CustomerUnknown
            | Self::PayerIsAnother { .. } => Kind::FailedPrecondition,
            Self::AmountOverflow => Kind::OutOfRange,
        }
    }

    /// A value of `errors.proto`, without its prefix.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self {
            Self::StatementUnreadable(_) => "STATEMENT_UNREADABLE",
            Self::StatementDoesNotAddUp { .. } => "STATEMENT_DOES_NOT_ADD_UP",
            Self::StatementDoesNotChain { .. } => "STATEMENT_DOES_NOT_CHAIN",
            Self::StatementImported(_) => "STATEMENT_IMPORTED",
            Self::CurrencyMismatch(_) => "CURRENCY_MISMATCH",
            Self::StatementNotFound => "STATEMENT_NOT_FOUND",
            Self::ReceiptNotFound(_) => "RECEIPT_NOT_FOUND",
            Self::ProposalNotFound(_) => "MATCH_PROPOSAL_NOT_FOUND",
            Self::ProposalDecided { .. } => "MATCH_PROPOSAL_DECIDED",
            Self::ExceptionNotFound(_) => "PAYMENT_EXCEPTION_NOT_FOUND",
            Self::ExceptionResolved(_) => "PAYMENT_EXCEPTION_RESOLVED",
            Self::OpenItemNotFound(_) => "OPEN_ITEM_NOT_FOUND",
            Self::ExceedsReceipt { .. } => "EXCEEDS_RECEIPT",
            Self::ExceedsOpenAmount { .. } => "EXCEEDS_OPEN_AMOUNT",
            Self::CustomerUnknown => "CUSTOMER_UNKNOWN",
            Self::PayerIsAnother { .. } => "PAYER_IS_ANOTHER",
            Self::AmountOverflow => "AMOUNT_OVERFLOW",
        }
    }

    #[must_use]
    pub fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StatementDoesNotAddUp { opening, lines, closing } => {
                vec![("opening", opening.to_string()), ("lines", lines.to_string()), ("closing", closing.to_string())]
            }
            Self::StatementDoesNotChain { opening, before } => {
                vec![("opening", opening.to_string()), ("closing_before", before.to_string())]
            }
            Self::ExceedsReceipt { left } => vec![("left", left.to_string())],
            Self::ExceedsOpenAmount { item, open } => {
                vec![("open_item_id", item.to_string()), ("open", open.to_string())]
            }
            Self::PayerIsAnother { receipt, payer } => {
                vec![("receipt_id", receipt.to_string()), ("customer_id", payer.to_string())]
            }
            Self::ProposalDecided { state, .. } => vec![("state", state.as_str().to_owned())],
            Self::StatementUnreadable(_)
            | Self::StatementImported(_)
            | Self::CurrencyMismatch(_)
            | Self::StatementNotFound
            | Self::ReceiptNotFound(_)
            | Self::ProposalNotFound(_)
            | Self::ExceptionNotFound(_)
            | Self::ExceptionResolved(_)
            | Self::OpenItemNotFound(_)
            | Self::CustomerUnknown
            | Self::AmountOverflow => Vec::new(),
        }
    }
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::CurrencyMismatch { .. } => Self::CurrencyMismatch(Violations::default()),
            MoneyError::Overflow | MoneyError::TooFine(_) | MoneyError::NotAnAmount(_) => Self::AmountOverflow,
        }
    }
}
