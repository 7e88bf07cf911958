//! A row of a file, and the way from its cells to values.

use o2c_kernel::{Currency, Date, Money, MoneyError, Quantity, UnitPrice, Violations};
use o2c_proto::google::r#type::Decimal;
use o2c_rpc::{
    parse::{self, reason},
    wire,
};

use super::column::Column;

/// A row as it stands in the file.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// From 1, the names of the columns not counted.
    pub number: u64,
    /// In the order of the kind's columns, whatever that of the file is; empty where the file has nothing.
    pub cells: Vec<String>,
    /// What made it unreadable as a row.
    pub broken: Violations,
}

/// Reads the cells of a row, and notes everything that is wrong with them. `None` means that something was noted.
#[derive(Debug)]
pub struct Cells<'r> {
    row: &'r Row,
    columns: &'static [Column],
    pub violations: Violations,
}

impl<'r> Cells<'r> {
    pub fn of(row: &'r Row, columns: &'static [Column]) -> Self {
        let mut violations = row.broken.clone();
        if violations.is_empty() {
            for (column, cell) in columns.iter().zip(&row.cells) {
                if column.required && cell.is_empty() {
                    violations.add(column.name, reason::REQUIRED, "is required");
                }
            }
        }
        Self { row, columns, violations }
    }

    /// The text of a cell; empty where there is none.
    pub fn raw(&self, name: &str) -> &'r str {
        let at = self.columns.iter().position(|column| column.name == name);
        at.and_then(|at| self.row.cells.get(at)).map_or("", String::as_str)
    }

    /// That it is there where it has to be was looked at before: an empty one is no second violation.
    pub fn text(&mut self, name: &'static str, longest: usize) -> Option<String> {
        let text = self.raw(name).to_owned();
        parse::optional_text(&mut self.violations, name, text, longest)
    }

    pub fn optional_date(&mut self, name: &'static str) -> Option<Option<Date>> {
        let text = self.raw(name);
        if text.is_empty() {
            return Some(None);
        }
        match Date::parse(text) {
            Ok(date) => parse::optional_date(&mut self.violations, name, Some(wire::date(date))),
            Err(_) => self.bad(name, reason::MALFORMED, "is not a day such as 2026-03-31"),
        }
    }

    pub fn date(&mut self, name: &'static str) -> Option<Date> {
        self.optional_date(name).flatten()
    }

    pub fn currency(&mut self, name: &'static str) -> Option<Currency> {
        let text = self.raw(name);
        if text.is_empty() { None } else { parse::currency(&mut self.violations, name, text) }
    }

    /// An amount in a currency: exact, no more decimals than the currency has.
    pub fn money(&mut self, name: &'static str, currency: Option<Currency>) -> Option<Money> {
        let text = self.raw(name);
        if text.is_empty() {
            return None;
        }
        if !parse::is_plain_decimal(text) {
            return self.bad(
                name,
                reason::MALFORMED,
                "is not a plain decimal such as -12.50; an exponent is not taken",
            );
        }
        match Money::parse(text, currency?) {
            Ok(amount) => Some(amount),
            Err(error) => {
                let reason = match error {
                    MoneyError::Overflow => reason::OUT_OF_RANGE,
                    MoneyError::TooFine(_) => reason::TOO_FINE,
                    MoneyError::NotAnAmount(_) | MoneyError::CurrencyMismatch { .. } => reason::MALFORMED,
                };
                self.bad(name, reason, &error.to_string())
            }
        }
    }

    pub fn quantity(&mut self, name: &'static str) -> Option<Quantity> {
        let value = self.decimal(name)?;
        parse::positive_quantity(&mut self.violations, name, Some(value))
    }

    /// A quantity that may be left out.
    pub fn optional_quantity(&mut self, name: &'static str) -> Option<Option<Quantity>> {
        let value = self.decimal(name);
        parse::optional_quantity(&mut self.violations, name, value)
    }

    /// A price that may be left out.
    pub fn optional_price(&mut self, name: &'static str, currency: Option<Currency>) -> Option<Option<UnitPrice>> {
        let value = self.decimal(name);
        parse::optional_unit_price(&mut self.violations, name, value, currency?)
    }

    /// A whole number; `default` where there is nothing.
    pub fn number(&mut self, name: &'static str, default: i32) -> Option<i32> {
        match self.raw(name) {
            "" => Some(default),
            text => match text.parse() {
                Ok(number) => Some(number),
                Err(_) => self.bad(name, reason::MALFORMED, "is not a whole number"),
            },
        }
    }

    /// One of some words; `default` where there is nothing.
    pub fn choice<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)], default: T) -> Option<T> {
        let text = self.raw(name);
        if text.is_empty() {
            return Some(default);
        }
        if let Some((_, value)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.bad(name, reason::UNKNOWN_VALUE, &format!("is not one of {}", known.join(", ")))
    }

    pub fn flag(&mut self, name: &'static str, default: bool) -> Option<bool> {
        self.choice(name, &[("true", true), ("false", false), ("yes", true), ("no", false)], default)
    }

    fn decimal(&self, name: &str) -> Option<Decimal> {
        let text = self.raw(name);
        (!text.is_empty()).then(|| Decimal { value: text.to_owned() })
    }

    fn bad<T>(&mut self, name: &str, reason: &str, description: &str) -> Option<T> {
        self.violations.add(name, reason, description);
        None
    }
}
