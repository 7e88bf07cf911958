//! What collections says no to.

use o2c_kernel::{Explain, Kind, Money, MoneyError, Violations};

use super::{DisputeId, DisputeState, OpenItemId};

/// The domain of the service's error reasons.
pub const DOMAIN: &str = "collections.o2c";

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such open item")]
    OpenItemNotFound,
    #[error("{asked} is more than the {open} that are open")]
    ExceedsOpenAmount { item: OpenItemId, asked: Money, open: Money },
    #[error("the open item has a live dispute")]
    AlreadyDisputed { item: OpenItemId, dispute: DisputeId },
    #[error("there is no such dispute")]
    DisputeNotFound,
    #[error("the dispute was resolved before")]
    DisputeResolved { dispute: DisputeId, state: DisputeState },
    #[error("a partial credit is less than the {disputed} in dispute, not {credited}")]
    CreditExceedsDispute { dispute: DisputeId, credited: Money, disputed: Money },
    #[error("{number} was taken over from another system: credit the customer without reference and apply that note")]
    NotBilledHere { item: OpenItemId, dispute: DisputeId, number: String },
    #[error("nothing of the item is open any more, so that a credit would be a gift")]
    OpenItemPaid { item: OpenItemId, dispute: DisputeId },
    #[error("the dispute is not resolved, so that it cannot be closed")]
    NotResolved { dispute: DisputeId, state: DisputeState },
    #[error("there is no such dunning run")]
    RunNotFound,
    #[error("there is no such dunning case")]
    CaseNotFound,
    /// With the fields of the request that have the other currency, where it is a request's.
    #[error("the amounts are in different currencies")]
    CurrencyMismatch(Violations),
    #[error("the amount would not fit a number")]
    AmountOverflow,
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::CurrencyMismatch { .. } => Self::CurrencyMismatch(Violations::default()),
            MoneyError::Overflow | MoneyError::TooFine(_) | MoneyError::NotAnAmount(_) => Self::AmountOverflow,
        }
    }
}

impl Explain for Refusal {
    fn kind(&self) -> Kind {
        match self {
            Self::OpenItemNotFound | Self::DisputeNotFound | Self::RunNotFound | Self::CaseNotFound => Kind::NotFound,
            Self::ExceedsOpenAmount { .. }
            | Self::AlreadyDisputed { .. }
            | Self::DisputeResolved { .. }
            | Self::NotResolved { .. }
            | Self::NotBilledHere { .. }
            | Self::OpenItemPaid { .. }
            | Self::CreditExceedsDispute { .. } => Kind::FailedPrecondition,
            Self::CurrencyMismatch(_) => Kind::InvalidArgument,
            Self::AmountOverflow => Kind::OutOfRange,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::OpenItemNotFound => "OPEN_ITEM_NOT_FOUND",
            Self::ExceedsOpenAmount { .. } => "EXCEEDS_OPEN_AMOUNT",
            Self::AlreadyDisputed { .. } => "ALREADY_DISPUTED",
            Self::DisputeNotFound => "DISPUTE_NOT_FOUND",
            Self::DisputeResolved { .. } | Self::NotResolved { .. } => "DISPUTE_RESOLVED",
            Self::CreditExceedsDispute { .. } => "CREDIT_EXCEEDS_DISPUTE",
            Self::NotBilledHere { .. } => "NOT_BILLED_HERE",
            Self::OpenItemPaid { .. } => "OPEN_ITEM_PAID",
            Self::RunNotFound => "DUNNING_RUN_NOT_FOUND",
            Self::CaseNotFound => "DUNNING_CASE_NOT_FOUND",
            Self::CurrencyMismatch(_) => "CURRENCY_MISMATCH",
            Self::AmountOverflow => "AMOUNT_OVERFLOW",
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ExceedsOpenAmount { item, asked, open } => {
                vec![("open_item_id", item.to_string()), ("asked", asked.to_string()), ("open", open.to_string())]
            }
            Self::AlreadyDisputed { item, dispute } | Self::OpenItemPaid { item, dispute } => {
                vec![("open_item_id", item.to_string()), ("dispute_id", dispute.to_string())]
            }
            Self::NotBilledHere { item, dispute, number } => vec![
                ("open_item_id", item.to_string()),
                ("dispute_id", dispute.to_string()),
                ("document_number", number.clone()),
            ],
            Self::DisputeResolved { dispute, state } | Self::NotResolved { dispute, state } => {
                vec![("dispute_id", dispute.to_string()), ("state", state.name().to_owned())]
            }
            Self::CreditExceedsDispute { dispute, credited, disputed } => vec![
                ("dispute_id", dispute.to_string()),
                ("credited", credited.to_string()),
                ("disputed", disputed.to_string()),
            ],
            Self::OpenItemNotFound
            | Self::DisputeNotFound
            | Self::RunNotFound
            | Self::CaseNotFound
            | Self::CurrencyMismatch(_)
            | Self::AmountOverflow => Vec::new(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        let Self::CurrencyMismatch(fields) = self else { return None };
        fields.any()
    }
}
