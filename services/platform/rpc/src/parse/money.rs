//! Amounts. `google.type.Money` can say more than a currency has: all of that is refused, nothing is rounded.

use o2c_kernel::{Currency, Money, Violations};
use o2c_proto::google::r#type as wire;

use super::{optional, reason, required};

/// Decimals of `nanos`.
const NANOS_SCALE: u32 = 9;
const MAX_NANOS: i32 = 999_999_999;

/// An amount that must be there.
pub fn money(v: &mut Violations, field: &str, value: Option<wire::Money>) -> Option<Money> {
    let amount = required(v, field, value)?;
    convert(v, field, &amount)
}

/// An amount that may be absent.
pub fn optional_money(v: &mut Violations, field: &str, value: Option<wire::Money>) -> Option<Option<Money>> {
    optional(value, |amount| convert(v, field, &amount))
}

/// An amount that must be there and more than nothing.
pub fn positive_money(v: &mut Violations, field: &str, value: Option<wire::Money>) -> Option<Money> {
    let amount = money(v, field, value)?;
    if !amount.is_positive() {
        v.add(field, reason::NOT_POSITIVE, "must be more than zero");
        return None;
    }
    Some(amount)
}

/// A currency, as ISO 4217 code.
pub fn currency(v: &mut Violations, field: &str, code: &str) -> Option<Currency> {
    if code.is_empty() {
        v.add(field, reason::REQUIRED, "is required");
        return None;
    }
    let currency = Currency::parse(code).ok();
    if currency.is_none() {
        v.add(field, reason::UNKNOWN_VALUE, "is not an active ISO 4217 code");
    }
    currency
}

fn convert(v: &mut Violations, field: &str, amount: &wire::Money) -> Option<Money> {
    let currency = currency(v, &format!("{field}.currency_code"), &amount.currency_code)?;
    let nanos_field = || format!("{field}.nanos");
    if !(-MAX_NANOS..=MAX_NANOS).contains(&amount.nanos) {
        v.add(nanos_field(), reason::OUT_OF_RANGE, "is a billionth part: at most nine digits");
        return None;
    }
    if amount.units.signum() * i64::from(amount.nanos.signum()) < 0 {
        v.add(nanos_field(), reason::MALFORMED, "has another sign than the units");
        return None;
    }
    let per_unit = 10_i128.pow(currency.exponent());
    let nanos_per_minor = 10_i128.pow(NANOS_SCALE.saturating_sub(currency.exponent()));
    if i128::from(amount.nanos) % nanos_per_minor != 0 {
        v.add(nanos_field(), reason::TOO_FINE, format!("is finer than the minor unit of {currency}"));
        return None;
    }
    // Fits 128 bits by far: 64 bits times at most 10^4.
    let minor = i128::from(amount.units) * per_unit + i128::from(amount.nanos) / nanos_per_minor;
    let Ok(minor) = i64::try_from(minor) else {
        v.add(field, reason::OUT_OF_RANGE, "is too large");
        return None;
    };
    Some(Money::new(minor, currency))
}
