//! Sums over rows: by currency where they are amounts, else by what is counted.

use std::{collections::BTreeMap, fmt};

use anyhow::Context;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a row adds, such as 12.50 to GBP or 3 to `quantity`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Amount {
    pub unit: String,
    pub value: Decimal,
}

/// Rows, and the exact sums of what they say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Totals {
    pub rows: u64,
    pub sums: BTreeMap<String, Decimal>,
}

impl Totals {
    /// Exact or not at all: 28 digits are enough for any book.
    pub fn add(&mut self, amount: &Amount) -> anyhow::Result<()> {
        let sum = self.sums.entry(amount.unit.clone()).or_default();
        let exact = sum.checked_add(amount.value).context("a control total is too large")?;
        *sum = exact.normalize();
        Ok(())
    }

    pub fn merge(&mut self, other: &Self) -> anyhow::Result<()> {
        self.rows = self.rows.saturating_add(other.rows);
        other.sums.iter().try_for_each(|(unit, value)| self.add(&Amount { unit: unit.clone(), value: *value }))
    }

    /// Of rows that add one amount.
    pub fn of(rows: usize, amounts: impl IntoIterator<Item = Amount>) -> Self {
        let mut totals = Self { rows: rows as u64, sums: BTreeMap::new() };
        for amount in amounts {
            let sum = totals.sums.entry(amount.unit).or_default();
            // of one document: far from where a decimal ends
            *sum = sum.saturating_add(amount.value);
        }
        totals
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "rows {}", self.rows)?;
        self.sums.iter().try_for_each(|(unit, value)| write!(formatter, ", {unit} {value}"))
    }
}
