//! Decimals: quantities, unit prices, rates. Text on the wire, exact inside.

use std::fmt::Display;

use o2c_kernel::{Currency, MoneyError, Quantity, QuantityError, Rate, RateError, UnitPrice, Violations};
use o2c_proto::google::r#type::Decimal;

use super::{optional, reason, required};

/// More than any number that fits. Bounds the work on a hostile text.
const MAX_LENGTH: usize = 40;

/// A quantity that must be there.
pub fn quantity(v: &mut Violations, field: &str, value: Option<Decimal>) -> Option<Quantity> {
    let value = required(v, field, value)?;
    exact(v, field, &value, Quantity::parse, |error| match error {
        QuantityError::Overflow => reason::OUT_OF_RANGE,
        QuantityError::TooFine => reason::TOO_FINE,
        QuantityError::NotAQuantity(_) => reason::MALFORMED,
    })
}

/// A quantity that must be there and more than nothing.
pub fn positive_quantity(v: &mut Violations, field: &str, value: Option<Decimal>) -> Option<Quantity> {
    let quantity = quantity(v, field, value)?;
    if !quantity.is_positive() {
        v.add(field, reason::NOT_POSITIVE, "must be more than zero");
        return None;
    }
    Some(quantity)
}

/// A quantity that may be absent.
pub fn optional_quantity(v: &mut Violations, field: &str, value: Option<Decimal>) -> Option<Option<Quantity>> {
    optional(value, |value| quantity(v, field, Some(value)))
}

/// A price per unit that must be there, in a currency named elsewhere in the message.
pub fn unit_price(v: &mut Violations, field: &str, value: Option<Decimal>, currency: Currency) -> Option<UnitPrice> {
    let value = required(v, field, value)?;
    // Not the error's own text: it speaks of minor units, and a price may be finer.
    let parse = |text: &str| UnitPrice::parse(text, currency).map_err(PriceError);
    exact(v, field, &value, parse, |error| match error.0 {
        MoneyError::TooFine(_) => reason::TOO_FINE,
        MoneyError::Overflow => reason::OUT_OF_RANGE,
        MoneyError::NotAnAmount(_) | MoneyError::CurrencyMismatch { .. } => reason::MALFORMED,
    })
}

/// A price per unit that may be absent.
pub fn optional_unit_price(
    v: &mut Violations,
    field: &str,
    value: Option<Decimal>,
    currency: Currency,
) -> Option<Option<UnitPrice>> {
    optional(value, |value| unit_price(v, field, Some(value), currency))
}

/// A fraction that must be there: 20 % is `0.2`.
pub fn rate(v: &mut Violations, field: &str, value: Option<Decimal>) -> Option<Rate> {
    let value = required(v, field, value)?;
    exact(v, field, &value, Rate::parse, |error| match error {
        RateError::Overflow => reason::OUT_OF_RANGE,
        RateError::TooFine => reason::TOO_FINE,
        RateError::NotARate(_) => reason::MALFORMED,
    })
}

/// A fraction that may be absent.
pub fn optional_rate(v: &mut Violations, field: &str, value: Option<Decimal>) -> Option<Option<Rate>> {
    optional(value, |value| rate(v, field, Some(value)))
}

struct PriceError(MoneyError);

impl Display for PriceError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.0 {
            MoneyError::TooFine(_) => "the price has more than six decimals",
            MoneyError::Overflow => "the price is too large",
            MoneyError::NotAnAmount(_) | MoneyError::CurrencyMismatch { .. } => "is not a price",
        })
    }
}

fn exact<T, E: Display>(
    v: &mut Violations,
    field: &str,
    value: &Decimal,
    parse: impl FnOnce(&str) -> Result<T, E>,
    reason_of: impl FnOnce(&E) -> &'static str,
) -> Option<T> {
    let text = value.value.as_str();
    if text.is_empty() {
        v.add(field, reason::REQUIRED, "is required");
        return None;
    }
    if text.len() > MAX_LENGTH {
        v.add(field, reason::TOO_LONG, format!("a decimal has at most {MAX_LENGTH} characters"));
        return None;
    }
    if !is_plain_decimal(text) {
        v.add(field, reason::MALFORMED, "is not a plain decimal such as -12.5; an exponent is not taken");
        return None;
    }
    match parse(text) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            v.add(field, reason_of(&error), error.to_string());
            None
        }
    }
}

/// A sign or none, digits, perhaps a point and digits: `1e308`, `1_000`, `.5` and `NaN` are not plain.
pub fn is_plain_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction)
}
