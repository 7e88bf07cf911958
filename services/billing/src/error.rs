//! Every way in which a call of billing can fail.

use std::time::Duration;

use o2c_kernel::{Explain, Kind, Precondition, Violations};
use o2c_store::{AsStoreError, StoreError};

use crate::domain::refusal::Refusal;

/// The domain of billing's error reasons.
pub const DOMAIN: &str = "billing.o2c";

/// A refusal of the business, or the database.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BillingError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the database did not do it")]
    Store(#[from] StoreError),
}

impl AsStoreError for BillingError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) => None,
        }
    }
}

impl Explain for BillingError {
    fn kind(&self) -> Kind {
        match self {
            Self::Store(error) => error.kind(),
            Self::Refused(refusal) => match refusal {
                Refusal::DocumentNotFound(_) => Kind::NotFound,
                Refusal::LineNotFound { .. } | Refusal::CurrencyMismatch { .. } | Refusal::InvalidRequest(_) => {
                    Kind::InvalidArgument
                }
                Refusal::Overflow | Refusal::Calendar => Kind::OutOfRange,
                Refusal::TaxRuleOverlaps { .. } => Kind::AlreadyExists,
                Refusal::CreditExceedsInvoice { .. }
                | Refusal::NotCorrectable(_)
                | Refusal::NoTaxRule { .. }
                | Refusal::Contradiction(_) => Kind::FailedPrecondition,
            },
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Store(error) => error.reason(),
            Self::Refused(refusal) => match refusal {
                Refusal::DocumentNotFound(_) => "INVOICE_NOT_FOUND",
                Refusal::LineNotFound { .. } => "INVOICE_LINE_NOT_FOUND",
                Refusal::CreditExceedsInvoice { .. } => "CREDIT_EXCEEDS_INVOICE",
                Refusal::NotCorrectable(_) => "NOT_CORRECTABLE",
                Refusal::NoTaxRule { .. } => "NO_TAX_RULE",
                Refusal::TaxRuleOverlaps { .. } => "TAX_RULE_OVERLAPS",
                Refusal::CurrencyMismatch { .. } => "CURRENCY_MISMATCH",
                Refusal::Overflow | Refusal::Calendar => "AMOUNT_OVERFLOW",
                Refusal::InvalidRequest(_) | Refusal::Contradiction(_) => "INVALID_REQUEST",
            },
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Store(error) => error.metadata(),
            Self::Refused(refusal) => match refusal {
                Refusal::DocumentNotFound(document) | Refusal::NotCorrectable(document) => {
                    vec![("invoice_id", document.to_string())]
                }
                Refusal::LineNotFound { document, line } => {
                    vec![("invoice_id", document.to_string()), ("line_number", line.to_string())]
                }
                Refusal::CreditExceedsInvoice { document, asked, left } => {
                    vec![("invoice_id", document.to_string()), ("asked", asked.to_string()), ("left", left.to_string())]
                }
                Refusal::NoTaxRule { country, category, on } => vec![
                    ("country_code", country.to_string()),
                    ("product_tax_category", category.clone()),
                    ("date", on.to_string()),
                ],
                Refusal::TaxRuleOverlaps { other } => vec![("tax_rule_id", other.to_string())],
                Refusal::CurrencyMismatch { expected, found, .. } => {
                    vec![("expected", expected.to_string()), ("found", found.to_string())]
                }
                Refusal::Overflow | Refusal::Calendar | Refusal::InvalidRequest(_) | Refusal::Contradiction(_) => {
                    Vec::new()
                }
            },
        }
    }

    fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Refused(Refusal::InvalidRequest(fields) | Refusal::CurrencyMismatch { fields, .. }) => fields.any(),
            Self::Refused(_) | Self::Store(_) => None,
        }
    }

    fn preconditions(&self) -> Vec<Precondition> {
        match self {
            Self::Refused(Refusal::NoTaxRule { country, .. }) => vec![Precondition {
                kind: "TAX_RULE".to_owned(),
                subject: country.to_string(),
                description: "A tax rule must be created first.".to_owned(),
            }],
            Self::Refused(_) | Self::Store(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after(),
            Self::Refused(_) => None,
        }
    }
}
