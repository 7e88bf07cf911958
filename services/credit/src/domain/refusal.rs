//! What credit says no to.

use o2c_kernel::{Currency, Explain, Kind, Violations};

use super::{CreditAccountId, CreditReviewId, ReservationId};

/// The domain of the service's error reasons.
pub const DOMAIN: &str = "credit.o2c";

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such credit account")]
    AccountNotFound,
    #[error("the customer has a credit account in that currency already")]
    AccountExists { account: CreditAccountId },
    #[error("there is no such credit review")]
    ReviewNotFound,
    #[error("the credit review was decided or closed before")]
    ReviewDecided { review: CreditReviewId },
    #[error("who requested the order may not decide its review")]
    RequesterIsApprover { review: CreditReviewId },
    #[error("the account is kept in {account}, the amount is in {amount}")]
    CurrencyMismatch { account: Currency, amount: Currency, fields: Violations },
    #[error("the reservation was released before it arrived")]
    ReservationReleased { reservation: ReservationId },
    #[error("the reservation id was used for another order or amount")]
    ReservationReused { reservation: ReservationId },
    #[error("it was changed since it was read")]
    Changed,
    #[error("the exposure would not fit a number")]
    AmountOverflow,
}

impl Explain for Refusal {
    fn kind(&self) -> Kind {
        match self {
            Self::AccountNotFound | Self::ReviewNotFound => Kind::NotFound,
            Self::AccountExists { .. } => Kind::AlreadyExists,
            Self::ReviewDecided { .. } | Self::ReservationReleased { .. } => Kind::FailedPrecondition,
            Self::RequesterIsApprover { .. } => Kind::PermissionDenied,
            Self::CurrencyMismatch { .. } | Self::ReservationReused { .. } => Kind::InvalidArgument,
            Self::Changed => Kind::Aborted,
            Self::AmountOverflow => Kind::OutOfRange,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::AccountNotFound => "CREDIT_ACCOUNT_NOT_FOUND",
            Self::AccountExists { .. } => "CREDIT_ACCOUNT_EXISTS",
            Self::ReviewNotFound => "CREDIT_REVIEW_NOT_FOUND",
            Self::ReviewDecided { .. } => "CREDIT_REVIEW_DECIDED",
            Self::RequesterIsApprover { .. } => "REQUESTER_IS_APPROVER",
            Self::CurrencyMismatch { .. } => "CURRENCY_MISMATCH",
            Self::ReservationReleased { .. } => "RESERVATION_RELEASED",
            Self::ReservationReused { .. } => "REQUEST_ID_REUSED",
            Self::Changed => "LOST_RACE",
            Self::AmountOverflow => "AMOUNT_OVERFLOW",
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::AccountExists { account } => vec![("credit_account_id", account.to_string())],
            Self::ReviewDecided { review } | Self::RequesterIsApprover { review } => {
                vec![("credit_review_id", review.to_string())]
            }
            Self::ReservationReleased { reservation } | Self::ReservationReused { reservation } => {
                vec![("reservation_id", reservation.to_string())]
            }
            Self::CurrencyMismatch { account, amount, .. } => {
                vec![("account_currency", account.to_string()), ("amount_currency", amount.to_string())]
            }
            Self::AccountNotFound | Self::ReviewNotFound | Self::Changed | Self::AmountOverflow => Vec::new(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        let Self::CurrencyMismatch { fields, .. } = self else { return None };
        fields.any()
    }
}
