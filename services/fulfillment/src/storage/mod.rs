//! The only place that knows the tables: loading, locking and saving of sets.
//!
//! Every use case locks in one order, so that sets meet and queue up but do not deadlock: **stock levels, orders,
//! shipments**, each by key; number series and outbox heads come last. A stock level's lock protects what is allocated
//! or waited for of it; an order's lock protects its reservations' plans, and is taken before its reservations are
//! read.

pub mod allocations;
pub mod entities;
pub mod erasure;
pub mod figures;
pub mod gauges;
pub mod ledgers;
pub mod levels;
pub mod lists;
mod migrations;
pub mod orders;
mod privileges;
pub mod queues;
pub mod returns;
pub mod save;
pub mod shipment_list;
pub mod shipments;
pub mod tracking;
pub mod warehouses;

use o2c_kernel::{Address, Currency, Date};
use uuid::Uuid;

pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;

use crate::error::FulfillmentError;

/// An address as stored: JSON, empty for none.
fn address_text(address: Option<&Address>) -> Result<String, FulfillmentError> {
    let text = address.map(serde_json::to_string).transpose();
    text.map(Option::unwrap_or_default).map_err(|error| FulfillmentError::Unreadable(error.to_string()))
}

fn address_of(text: &str) -> Result<Option<Address>, FulfillmentError> {
    if text.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|error| FulfillmentError::Unreadable(error.to_string()))
}

fn date_of(days: i32) -> Result<Date, FulfillmentError> {
    Date::from_days(days).map_err(|error| FulfillmentError::Unreadable(error.to_string()))
}

fn currency_of(code: &str) -> Result<Currency, FulfillmentError> {
    Currency::parse(code).map_err(|error| FulfillmentError::Unreadable(error.to_string()))
}

fn missing(what: &str, id: Uuid) -> FulfillmentError {
    FulfillmentError::Unreadable(format!("{what} {id}"))
}
