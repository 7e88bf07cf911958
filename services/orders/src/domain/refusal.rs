//! Why a command is refused. One enum for the whole service; nothing here knows gRPC.

use o2c_kernel::{Currency, Date, Money, MoneyError, Quantity, QuantityError, Violations};

use super::{CustomerId, HoldId, OrderId, OrderState, PriceListId, ProductId, ReturnId};

/// A business reason against a command. A refused command has changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no customer {0}")]
    CustomerNotFound(CustomerId),
    #[error("customer {0} is blocked")]
    CustomerBlocked(CustomerId),
    #[error("customer {0} has an order that is open, or a return that has not come")]
    CustomerInUse(CustomerId),
    #[error("customer {0} was erased")]
    CustomerErased(CustomerId),
    #[error("there is no product {0}")]
    ProductNotFound(ProductId),
    #[error("product {0} is not sold any more")]
    ProductInactive(ProductId),
    #[error("there is no price list {0}")]
    PriceListNotFound(PriceListId),
    #[error("no list has a price in {currency} for product {product} on {on}")]
    PriceNotFound { product: ProductId, currency: Currency, on: Date },
    #[error("there is no order {0}")]
    OrderNotFound(OrderId),
    #[error("order {order} is {state} and cannot be submitted")]
    NotSubmittable { order: OrderId, state: OrderState },
    #[error("order {0} has no lines")]
    OrderEmpty(OrderId),
    #[error("order {order} is {state} and cannot be cancelled")]
    NotCancellable { order: OrderId, state: OrderState },
    #[error("order {order} is {state} and can be cancelled only as a whole")]
    OnlyWhollyCancellable { order: OrderId, state: OrderState },
    /// Sagas never wait for people, so the end is near: asking again soon helps.
    #[error("order {0} is just being accepted: try again when that has ended")]
    AcceptanceUnderWay(OrderId),
    #[error("{asked} of line {line} cannot be cancelled: {open} are open")]
    QuantityNotOpen { order: OrderId, line: i32, asked: Quantity, open: Quantity },
    #[error("order {order} has no line {line}")]
    LineNotFound { order: OrderId, line: i32 },
    #[error("order {order} has no hold {hold}")]
    HoldNotFound { order: OrderId, hold: HoldId },
    #[error("hold {0} is not released here: credit decides on it")]
    HoldNotReleasable(HoldId),
    #[error("order {order} is {state} and takes no hold")]
    NotHoldable { order: OrderId, state: OrderState },
    #[error("there is no return {0}")]
    ReturnNotFound(ReturnId),
    #[error("{asked} of line {line} cannot be returned: {returnable} can")]
    QuantityNotReturnable { order: OrderId, line: i32, asked: Quantity, returnable: Quantity },
    /// Who may issue credit notes may say so.
    #[error("a credit of {asked} for what comes back of line {line} is more than the {worth} that it was ordered for")]
    ReturnCreditExceedsLine { order: OrderId, line: i32, asked: Money, worth: Money },
    #[error("the external id `{0}` is taken")]
    ExternalIdTaken(String),
    /// The caller's own key of a product is its SKU.
    #[error("the SKU `{0}` is taken")]
    SkuTaken(String),
    #[error("it was changed by someone else: its version is {current}")]
    Changed { current: i64 },
    #[error("an amount is too large")]
    AmountOverflow,
    #[error("the amount of line {0} is too large")]
    LineAmountOverflow(i32),
    /// The fields are those of the request that have it, where it is a request's.
    #[error("{given} was given where {expected} is due")]
    CurrencyMismatch { given: Currency, expected: Currency, fields: Violations },
    /// Of several lines. The first one decides how the whole is answered; the fields are those of all.
    #[error("{}", told(first, others))]
    Several { first: Box<Refusal>, others: Vec<Refusal>, fields: Violations },
}

impl Refusal {
    /// This one, or each of several.
    pub fn each(&self) -> impl Iterator<Item = &Self> {
        let (first, others): (&Self, &[Self]) = match self {
            Self::Several { first, others, .. } => (first, others),
            only => (only, &[]),
        };
        std::iter::once(first).chain(others)
    }

    /// The fields of the request that are to be mended, as far as they are known.
    pub fn fields(&self) -> Option<&Violations> {
        let (Self::CurrencyMismatch { fields, .. } | Self::Several { fields, .. }) = self else { return None };
        fields.any()
    }
}

fn told(first: &Refusal, others: &[Refusal]) -> String {
    let texts: Vec<String> = std::iter::once(first).chain(others).map(ToString::to_string).collect();
    texts.join("; ")
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::CurrencyMismatch { left, right } => {
                Self::CurrencyMismatch { given: right, expected: left, fields: Violations::default() }
            }
            MoneyError::Overflow | MoneyError::TooFine(_) | MoneyError::NotAnAmount(_) => Self::AmountOverflow,
        }
    }
}

impl From<QuantityError> for Refusal {
    fn from(error: QuantityError) -> Self {
        match error {
            QuantityError::Overflow | QuantityError::TooFine | QuantityError::NotAQuantity(_) => Self::AmountOverflow,
        }
    }
}
