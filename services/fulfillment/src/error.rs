//! What callers are told, and why.

use std::time::Duration;

use o2c_kernel::{Explain, Kind};
use o2c_store::{AsStoreError, StoreError};

use crate::domain::Refusal;

/// The domain of the reasons in `errors.proto`.
pub const DOMAIN: &str = "fulfillment.o2c";

#[derive(Clone, Debug, thiserror::Error)]
pub enum FulfillmentError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing was decided, and nothing was changed: credit is asked before a transaction is opened.
    #[error("credit cannot be asked")]
    CreditUnavailable,
    #[error("a stored value cannot be read: {0}")]
    Unreadable(String),
}

impl AsStoreError for FulfillmentError {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Refused(_) | Self::CreditUnavailable | Self::Unreadable(_) => None,
        }
    }
}

impl Explain for FulfillmentError {
    fn kind(&self) -> Kind {
        match self {
            Self::Refused(refusal) => kind_of(refusal),
            Self::Store(error) => error.kind(),
            Self::CreditUnavailable => Kind::Unavailable,
            Self::Unreadable(_) => Kind::Internal,
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => reason_of(refusal),
            Self::Store(error) => error.reason(),
            Self::CreditUnavailable => "CREDIT_UNAVAILABLE",
            Self::Unreadable(_) => "INTERNAL",
        }
    }

    fn domain(&self) -> &'static str {
        match self {
            // the two that a caller acts on are reasons of ours as well
            Self::Store(StoreError::LostRace { .. } | StoreError::Contended(_) | StoreError::RequestIdReused) => DOMAIN,
            Self::Store(error) => error.domain(),
            Self::Refused(_) | Self::CreditUnavailable | Self::Unreadable(_) => DOMAIN,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Refused(refusal) => metadata_of(refusal),
            Self::Store(error) => error.metadata(),
            Self::CreditUnavailable | Self::Unreadable(_) => Vec::new(),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::CreditUnavailable => Some(Duration::from_millis(500)),
            Self::Store(error) => error.retry_after(),
            Self::Refused(_) | Self::Unreadable(_) => None,
        }
    }
}

fn kind_of(refusal: &Refusal) -> Kind {
    match refusal {
        Refusal::WarehouseNotFound(_)
        | Refusal::ShipmentNotFound(_)
        | Refusal::ShipmentLineNotFound { .. }
        | Refusal::ReturnNotFound(_) => Kind::NotFound,
        Refusal::WarehouseCodeTaken(_) => Kind::AlreadyExists,
        Refusal::NoWarehouse
        | Refusal::ShipmentState { .. }
        | Refusal::OrderHeld(_)
        | Refusal::CreditNotApproved { .. }
        | Refusal::StockInsufficient { .. }
        | Refusal::QuantityExceedsPlanned { .. }
        | Refusal::QuantityNotReturnable { .. }
        | Refusal::QuantityNotReleasable { .. }
        | Refusal::AllocationReleased(_)
        | Refusal::TrackingEventInvalid { .. } => Kind::FailedPrecondition,
        Refusal::ProofDateInvalid => Kind::InvalidArgument,
        Refusal::AmountOverflow => Kind::OutOfRange,
    }
}

fn reason_of(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::WarehouseNotFound(_) => "WAREHOUSE_NOT_FOUND",
        Refusal::WarehouseCodeTaken(_) => "WAREHOUSE_CODE_TAKEN",
        Refusal::NoWarehouse => "NO_WAREHOUSE",
        Refusal::ShipmentNotFound(_) => "SHIPMENT_NOT_FOUND",
        Refusal::ShipmentState { .. } => "SHIPMENT_STATE",
        Refusal::OrderHeld(_) => "ORDER_HELD",
        Refusal::CreditNotApproved { .. } => "CREDIT_NOT_APPROVED",
        Refusal::StockInsufficient { .. } => "STOCK_INSUFFICIENT",
        Refusal::QuantityExceedsPlanned { .. } => "QUANTITY_EXCEEDS_PLANNED",
        Refusal::ShipmentLineNotFound { .. } => "SHIPMENT_LINE_NOT_FOUND",
        Refusal::ReturnNotFound(_) => "RETURN_NOT_FOUND",
        Refusal::QuantityNotReturnable { .. } => "QUANTITY_NOT_RETURNABLE",
        Refusal::QuantityNotReleasable { .. } => "QUANTITY_NOT_RELEASABLE",
        Refusal::AllocationReleased(_) => "ALLOCATION_RELEASED",
        Refusal::TrackingEventInvalid { .. } => "TRACKING_EVENT_INVALID",
        Refusal::ProofDateInvalid => "INVALID_REQUEST",
        Refusal::AmountOverflow => "AMOUNT_OVERFLOW",
    }
}

fn metadata_of(refusal: &Refusal) -> Vec<(&'static str, String)> {
    match refusal {
        Refusal::WarehouseNotFound(id) => vec![("warehouse_id", id.to_string())],
        Refusal::ShipmentNotFound(id) => vec![("shipment_id", id.to_string())],
        Refusal::ShipmentState { shipment, state, step } => vec![
            ("shipment_id", shipment.to_string()),
            ("state", state.name().to_owned()),
            ("step", step.name().to_owned()),
        ],
        Refusal::OrderHeld(order) => vec![("order_id", order.to_string())],
        Refusal::CreditNotApproved { order, reasons } => {
            vec![("order_id", order.to_string()), ("reasons", reasons.join(","))]
        }
        Refusal::StockInsufficient { warehouse, product, on_hand, .. } => vec![
            ("warehouse_id", warehouse.to_string()),
            ("product_id", product.to_string()),
            ("on_hand", on_hand.to_string()),
        ],
        Refusal::QuantityExceedsPlanned { line_number, planned, .. } => {
            vec![("line_number", line_number.to_string()), ("planned", planned.to_string())]
        }
        Refusal::ShipmentLineNotFound { shipment, line_number } => {
            vec![("shipment_id", shipment.to_string()), ("line_number", line_number.to_string())]
        }
        Refusal::ReturnNotFound(id) => vec![("return_id", id.to_string())],
        Refusal::QuantityNotReturnable { line_number, returnable, .. } => {
            vec![("line_number", line_number.to_string()), ("returnable", returnable.to_string())]
        }
        Refusal::QuantityNotReleasable { order, line_number, releasable, .. } => vec![
            ("order_id", order.to_string()),
            ("line_number", line_number.to_string()),
            ("releasable", releasable.to_string()),
        ],
        Refusal::AllocationReleased(id) => vec![("allocation_id", id.to_string())],
        Refusal::TrackingEventInvalid { shipment, state } => {
            vec![("shipment_id", shipment.to_string()), ("state", state.name().to_owned())]
        }
        Refusal::WarehouseCodeTaken(_) | Refusal::NoWarehouse | Refusal::ProofDateInvalid | Refusal::AmountOverflow => {
            Vec::new()
        }
    }
}
