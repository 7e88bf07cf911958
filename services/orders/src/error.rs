//! The one error of the service, and how it explains itself to callers.

use std::time::Duration;

use o2c_kernel::{Explain, Kind, Precondition, Violations};
use o2c_saga::SagaError;
use o2c_store::{AsStoreError, StoreError};

use crate::domain::Refusal;

/// The domain of our error reasons.
pub const DOMAIN: &str = "orders.o2c";

/// An acceptance that is under way has ended after that, as a rule.
const ACCEPTANCE: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, thiserror::Error)]
pub enum OrdersError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A field that only the state of the service shows to be wrong, such as a page token of another list.
    #[error("{0}")]
    Invalid(Violations),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Saga(SagaError),
}

impl From<SagaError> for OrdersError {
    fn from(error: SagaError) -> Self {
        match error {
            // So that a set which lost a race is run again item by item.
            SagaError::Store(error) => Self::Store(error),
            error => Self::Saga(error),
        }
    }
}

impl From<OrdersError> for SagaError {
    fn from(error: OrdersError) -> Self {
        match error {
            OrdersError::Store(error) => Self::Store(error),
            OrdersError::Saga(error) => error,
            error => Self::explained(&error),
        }
    }
}

impl AsStoreError for OrdersError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) | Self::Invalid(_) | Self::Saga(_) => None,
        }
    }
}

impl Explain for OrdersError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => kind(refusal),
            Self::Invalid(_) => Kind::InvalidArgument,
            Self::Store(error) => error.kind(),
            Self::Saga(error) => error.kind(),
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => reason(refusal),
            Self::Invalid(_) => "INVALID_REQUEST",
            Self::Store(error) => error.reason(),
            Self::Saga(error) => error.reason(),
        }
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(refusal) => metadata(refusal),
            Self::Invalid(_) | Self::Store(_) | Self::Saga(_) => Vec::new(),
        }
    }

    fn violations(&self) -> Option<&Violations> {
        match self {
            Self::Invalid(violations) => Some(violations),
            Self::Refused(refusal) => refusal.fields(),
            Self::Store(_) | Self::Saga(_) => None,
        }
    }

    fn preconditions(&self) -> Vec<Precondition> {
        if self.kind() != Kind::FailedPrecondition {
            return Vec::new();
        }
        let one = |reason: &str, metadata: Vec<(&str, String)>, description| Precondition {
            kind: reason.to_owned(),
            subject: metadata.into_iter().map(|(_, value)| value).next().unwrap_or_default(),
            description,
        };
        match self {
            Self::Refused(refusal) => {
                refusal.each().map(|each| one(reason(each), metadata(each), each.to_string())).collect()
            }
            Self::Invalid(_) | Self::Store(_) | Self::Saga(_) => {
                vec![one(self.reason(), self.metadata(), self.to_string())]
            }
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused(Refusal::AcceptanceUnderWay(_)) => Some(ACCEPTANCE),
            Self::Refused(_) | Self::Invalid(_) => None,
            Self::Store(error) => error.retry_after(),
            Self::Saga(error) => error.retry_after(),
        }
    }
}

fn kind(refusal: &Refusal) -> Kind {
    match refusal {
        Refusal::CustomerNotFound(_)
        | Refusal::ProductNotFound(_)
        | Refusal::PriceListNotFound(_)
        | Refusal::OrderNotFound(_)
        | Refusal::LineNotFound { .. }
        | Refusal::HoldNotFound { .. }
        | Refusal::ReturnNotFound(_) => Kind::NotFound,
        Refusal::CustomerBlocked(_)
        | Refusal::CustomerInUse(_)
        | Refusal::CustomerErased(_)
        | Refusal::ProductInactive(_)
        | Refusal::PriceNotFound { .. }
        | Refusal::NotSubmittable { .. }
        | Refusal::OrderEmpty(_)
        | Refusal::NotCancellable { .. }
        | Refusal::OnlyWhollyCancellable { .. }
        | Refusal::AcceptanceUnderWay(_)
        | Refusal::QuantityNotOpen { .. }
        | Refusal::HoldNotReleasable(_)
        | Refusal::NotHoldable { .. }
        | Refusal::QuantityNotReturnable { .. } => Kind::FailedPrecondition,
        Refusal::ReturnCreditExceedsLine { .. } => Kind::PermissionDenied,
        Refusal::ExternalIdTaken(_) | Refusal::SkuTaken(_) => Kind::AlreadyExists,
        Refusal::Changed { .. } => Kind::Aborted,
        Refusal::AmountOverflow | Refusal::LineAmountOverflow(_) => Kind::OutOfRange,
        Refusal::CurrencyMismatch { .. } => Kind::InvalidArgument,
        Refusal::Several { first, .. } => kind(first),
    }
}

fn reason(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::CustomerNotFound(_) => "CUSTOMER_NOT_FOUND",
        Refusal::CustomerBlocked(_) => "CUSTOMER_BLOCKED",
        Refusal::CustomerInUse(_) => "CUSTOMER_IN_USE",
        Refusal::CustomerErased(_) => "CUSTOMER_ERASED",
        Refusal::ProductNotFound(_) => "PRODUCT_NOT_FOUND",
        Refusal::ProductInactive(_) => "PRODUCT_INACTIVE",
        Refusal::PriceListNotFound(_) => "PRICE_LIST_NOT_FOUND",
        Refusal::PriceNotFound { .. } => "PRICE_NOT_FOUND",
        Refusal::OrderNotFound(_) => "ORDER_NOT_FOUND",
        Refusal::LineNotFound { .. } => "ORDER_LINE_NOT_FOUND",
        Refusal::NotSubmittable { .. } => "ORDER_NOT_SUBMITTABLE",
        Refusal::OrderEmpty(_) => "ORDER_EMPTY",
        Refusal::NotCancellable { .. } | Refusal::OnlyWhollyCancellable { .. } | Refusal::AcceptanceUnderWay(_) => {
            "ORDER_NOT_CANCELLABLE"
        }
        Refusal::QuantityNotOpen { .. } => "QUANTITY_NOT_OPEN",
        Refusal::HoldNotFound { .. } => "HOLD_NOT_FOUND",
        Refusal::HoldNotReleasable(_) => "HOLD_NOT_RELEASABLE",
        Refusal::NotHoldable { .. } => "ORDER_NOT_HOLDABLE",
        Refusal::ReturnNotFound(_) => "RETURN_NOT_FOUND",
        Refusal::QuantityNotReturnable { .. } => "QUANTITY_NOT_RETURNABLE",
        Refusal::ReturnCreditExceedsLine { .. } => "RETURN_CREDIT_EXCEEDS_LINE",
        Refusal::ExternalIdTaken(_) | Refusal::SkuTaken(_) => "EXTERNAL_ID_TAKEN",
        Refusal::Changed { .. } => "LOST_RACE",
        Refusal::AmountOverflow | Refusal::LineAmountOverflow(_) => "AMOUNT_OVERFLOW",
        Refusal::CurrencyMismatch { .. } => "CURRENCY_MISMATCH",
        Refusal::Several { first, .. } => reason(first),
    }
}

fn metadata(refusal: &Refusal) -> Vec<(&'static str, String)> {
    match refusal {
        Refusal::CustomerNotFound(id)
        | Refusal::CustomerBlocked(id)
        | Refusal::CustomerInUse(id)
        | Refusal::CustomerErased(id) => vec![("customer_id", id.to_string())],
        Refusal::ProductNotFound(id) | Refusal::ProductInactive(id) => vec![("product_id", id.to_string())],
        Refusal::PriceNotFound { product, currency, on } => {
            vec![("product_id", product.to_string()), ("currency_code", currency.to_string()), ("on", on.to_string())]
        }
        Refusal::PriceListNotFound(id) => vec![("price_list_id", id.to_string())],
        Refusal::OrderNotFound(id) | Refusal::OrderEmpty(id) | Refusal::AcceptanceUnderWay(id) => {
            vec![("order_id", id.to_string())]
        }
        Refusal::NotSubmittable { order, state }
        | Refusal::NotCancellable { order, state }
        | Refusal::OnlyWhollyCancellable { order, state }
        | Refusal::NotHoldable { order, state } => {
            vec![("order_id", order.to_string()), ("state", state.to_string())]
        }
        Refusal::LineNotFound { order, line } => {
            vec![("order_id", order.to_string()), ("line_number", line.to_string())]
        }
        Refusal::QuantityNotOpen { order, line, open, .. } => vec![
            ("order_id", order.to_string()),
            ("line_number", line.to_string()),
            ("open_quantity", open.to_string()),
        ],
        Refusal::QuantityNotReturnable { order, line, returnable, .. } => vec![
            ("order_id", order.to_string()),
            ("line_number", line.to_string()),
            ("returnable_quantity", returnable.to_string()),
        ],
        Refusal::ReturnCreditExceedsLine { order, line, worth, .. } => vec![
            ("order_id", order.to_string()),
            ("line_number", line.to_string()),
            ("creditable_net_amount", worth.to_string()),
        ],
        Refusal::HoldNotFound { order, hold } => {
            vec![("hold_id", hold.to_string()), ("order_id", order.to_string())]
        }
        Refusal::HoldNotReleasable(hold) => vec![("hold_id", hold.to_string())],
        Refusal::ReturnNotFound(id) => vec![("return_id", id.to_string())],
        Refusal::ExternalIdTaken(id) => vec![("external_id", id.clone())],
        Refusal::SkuTaken(sku) => vec![("sku", sku.clone())],
        Refusal::Changed { current } => vec![("version", current.to_string())],
        Refusal::AmountOverflow => Vec::new(),
        Refusal::LineAmountOverflow(line) => vec![("line_number", line.to_string())],
        Refusal::Several { first, .. } => metadata(first),
        Refusal::CurrencyMismatch { given, expected, .. } => {
            vec![("given", given.to_string()), ("expected", expected.to_string())]
        }
    }
}

#[cfg(test)]
mod tests {
    use o2c_kernel::{Currency, Date, Money, Quantity};
    use o2c_proto::orders::v1::ErrorReason;

    use super::*;
    use crate::domain::{CustomerId, HoldId, OrderId, OrderState, PriceListId, ProductId, ReturnId};

    #[test]
    fn every_reason_is_in_the_contract() {
        let (order, line, state, none) = (OrderId::new(), 1, OrderState::Draft, Quantity::ZERO);
        let (product, currency, on) = (ProductId::new(), Currency::GBP, Date::parse("2010-12-01").unwrap());
        let refusals = [
            Refusal::CustomerNotFound(CustomerId::new()),
            Refusal::CustomerBlocked(CustomerId::new()),
            Refusal::CustomerInUse(CustomerId::new()),
            Refusal::CustomerErased(CustomerId::new()),
            Refusal::ProductNotFound(product),
            Refusal::ProductInactive(product),
            Refusal::PriceListNotFound(PriceListId::new()),
            Refusal::PriceNotFound { product, currency, on },
            Refusal::OrderNotFound(order),
            Refusal::NotSubmittable { order, state },
            Refusal::OrderEmpty(order),
            Refusal::NotCancellable { order, state },
            Refusal::OnlyWhollyCancellable { order, state },
            Refusal::AcceptanceUnderWay(order),
            Refusal::QuantityNotOpen { order, line, asked: none, open: none },
            Refusal::LineNotFound { order, line },
            Refusal::HoldNotFound { order, hold: HoldId::new() },
            Refusal::HoldNotReleasable(HoldId::new()),
            Refusal::NotHoldable { order, state },
            Refusal::ReturnNotFound(ReturnId::new()),
            Refusal::QuantityNotReturnable { order, line, asked: none, returnable: none },
            Refusal::ReturnCreditExceedsLine {
                order,
                line,
                asked: Money::zero(currency),
                worth: Money::zero(currency),
            },
            Refusal::ExternalIdTaken("x".to_owned()),
            Refusal::SkuTaken("x".to_owned()),
            Refusal::Changed { current: 1 },
            Refusal::AmountOverflow,
            Refusal::LineAmountOverflow(line),
            Refusal::CurrencyMismatch { given: currency, expected: currency, fields: Violations::default() },
        ];
        for refusal in refusals {
            let name = format!("ERROR_REASON_{}", reason(&refusal));
            assert!(ErrorReason::from_str_name(&name).is_some(), "{name} is not in errors.proto");
        }
    }
}
