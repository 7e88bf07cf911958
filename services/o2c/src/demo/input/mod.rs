//! What happens from outside: the documents of each day, from a file of order lines or from the seeded sample.

mod classify;
mod countries;
mod csv;
mod sample;

use std::collections::BTreeMap;

use o2c_kernel::{Date, Money, Quantity, UnitPrice};
use serde::{Deserialize, Serialize};

pub use countries::country_code;
pub use csv::read;
pub use sample::sample;

/// Lines that an order takes; a longer document becomes several orders.
pub const ORDER_LINES: usize = 2_000;

/// Everything that is fed in, by day.
#[derive(Debug, Default)]
pub struct Input {
    pub days: BTreeMap<Date, Day>,
    pub products: Vec<Product>,
    pub customers: Vec<Customer>,
    pub lines: LineBuckets,
    /// Net of all order and service lines, in minor units.
    pub order_lines_net: i64,
    /// Net of all return lines, positive.
    pub returns_net: i64,
    pub refused: Vec<RefusedLine>,
    /// Tells this input from any other.
    pub fingerprint: String,
}

/// Every input line ends in exactly one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineBuckets {
    pub order: u64,
    pub service: u64,
    pub free_of_charge: u64,
    pub stock_adjustment: u64,
    #[serde(rename = "return")]
    pub returned: u64,
    pub bad_debt: u64,
    pub refused: u64,
    pub total: u64,
}

impl LineBuckets {
    /// The seven buckets; must be the total.
    #[must_use]
    pub const fn sum(&self) -> u64 {
        self.order
            + self.service
            + self.free_of_charge
            + self.stock_adjustment
            + self.returned
            + self.bad_debt
            + self.refused
    }
}

/// The documents of one day, in file order.
#[derive(Debug, Default)]
pub struct Day {
    pub orders: Vec<OrderDocument>,
    pub returns: Vec<ReturnLine>,
    pub bad_debts: Vec<BadDebt>,
    pub adjustments: Vec<Adjustment>,
    /// Input lines of the day, for the rate by month.
    pub lines: u64,
}

/// Index into `Input::products`.
pub type ProductIndex = usize;
/// Index into `Input::customers`.
pub type CustomerIndex = usize;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The upper-cased code.
    pub code: String,
    pub description: String,
    pub service: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The caller's key: the id, or `WALK-IN <country>`.
    pub key: String,
    /// ISO 3166-1 alpha-2, or `EU`, `JE`, `XX`.
    pub country: String,
    pub walk_in: bool,
}

#[derive(Clone, Debug)]
pub struct OrderDocument {
    pub number: String,
    pub customer: CustomerIndex,
    /// Where it is shipped to.
    pub country: String,
    pub lines: Vec<OrderLine>,
}

#[derive(Clone, Copy, Debug)]
pub struct OrderLine {
    pub product: ProductIndex,
    pub quantity: Quantity,
    /// Zero: free of charge.
    pub unit_price: UnitPrice,
}

/// A line of a `C…` document, valued at its own price.
#[derive(Clone, Debug)]
pub struct ReturnLine {
    pub document: String,
    pub customer: CustomerIndex,
    pub country: String,
    pub product: ProductIndex,
    /// Positive.
    pub quantity: Quantity,
    pub unit_price: UnitPrice,
    /// Positive.
    pub net: Money,
}

/// A line of an `A…` document.
#[derive(Clone, Debug)]
pub struct BadDebt {
    pub document: String,
    /// Positive = expense.
    pub amount: Money,
    pub description: String,
}

#[derive(Clone, Debug)]
pub struct Adjustment {
    pub document: String,
    pub product: ProductIndex,
    /// Positive: what is written off.
    pub quantity: Quantity,
}

/// A line that cannot be taken in, with the reason.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedLine {
    pub file: String,
    pub line: u64,
    pub reason: String,
    pub content: String,
}
