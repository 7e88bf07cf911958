//! Why a rule says no.

use o2c_kernel::{MoneyError, Quantity, QuantityError};

use super::{
    ids::{AllocationId, OrderId, ProductId, ReturnId, ShipmentId, WarehouseId},
    shipment::{State, Step},
};

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no warehouse {0}")]
    WarehouseNotFound(WarehouseId),
    #[error("the warehouse code `{0}` is taken")]
    WarehouseCodeTaken(String),
    #[error("there is no warehouse to allocate from")]
    NoWarehouse,
    #[error("there is no shipment {0}")]
    ShipmentNotFound(ShipmentId),
    #[error("shipment {shipment} is {}: `{}` does not follow from that", .state.name(), .step.name())]
    ShipmentState { shipment: ShipmentId, state: State, step: Step },
    #[error("order {0} has an active hold")]
    OrderHeld(OrderId),
    #[error("the credit approval of order {order} does not hold: {}", .reasons.join(", "))]
    CreditNotApproved { order: OrderId, reasons: Vec<String> },
    #[error("warehouse {warehouse} has {on_hand} of product {product}: it cannot change by {change}")]
    StockInsufficient { warehouse: WarehouseId, product: ProductId, on_hand: Quantity, change: Quantity },
    #[error("line {line_number} is planned with {planned}: {picked} is more")]
    QuantityExceedsPlanned { line_number: i32, planned: Quantity, picked: Quantity },
    #[error("shipment {shipment} has no line {line_number}")]
    ShipmentLineNotFound { shipment: ShipmentId, line_number: i32 },
    #[error("there is no return {0}")]
    ReturnNotFound(ReturnId),
    #[error("{quantity} of line {line_number} cannot come back: {returnable} can")]
    QuantityNotReturnable { line_number: i32, returnable: Quantity, quantity: Quantity },
    #[error("of line {line_number} of order {order} {releasable} can be given back: {quantity} is not possible")]
    QuantityNotReleasable { order: OrderId, line_number: i32, releasable: Quantity, quantity: Quantity },
    #[error("allocation {0} was released before it arrived")]
    AllocationReleased(AllocationId),
    #[error("a tracking event needs goods that have left, and shipment {shipment} is {}", .state.name())]
    TrackingEventInvalid { shipment: ShipmentId, state: State },
    #[error("the proof of delivery is not of a day from the shipment to today")]
    ProofDateInvalid,
    #[error("an amount or a quantity is too large")]
    AmountOverflow,
}

impl From<QuantityError> for Refusal {
    fn from(error: QuantityError) -> Self {
        match error {
            QuantityError::Overflow | QuantityError::TooFine | QuantityError::NotAQuantity(_) => Self::AmountOverflow,
        }
    }
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::Overflow
            | MoneyError::CurrencyMismatch { .. }
            | MoneyError::TooFine(_)
            | MoneyError::NotAnAmount(_) => Self::AmountOverflow,
        }
    }
}
