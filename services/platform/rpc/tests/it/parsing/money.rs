//! Amounts, quantities, prices, rates.

use o2c_kernel::{Currency, Money, Quantity, Rate, UnitPrice};
use o2c_proto::google::r#type::{Decimal, Money as Wire};
use o2c_rpc::{parse, wire};

use super::{bad, outcome};

fn amount(currency: &str, units: i64, nanos: i32) -> Option<Wire> {
    Some(Wire { currency_code: currency.into(), units, nanos })
}

fn decimal(text: &str) -> Option<Decimal> {
    Some(Decimal { value: text.into() })
}

#[test]
fn amounts_go_out_and_come_back() {
    for (currency, minor) in [
        (Currency::GBP, 0),
        (Currency::GBP, 1),
        (Currency::GBP, -1),
        (Currency::GBP, 1999),
        (Currency::GBP, i64::MAX),
        (Currency::GBP, i64::MIN),
        (Currency::JPY, -500),
    ] {
        let money = Money::new(minor, currency);
        assert_eq!(outcome(|v| parse::money(v, "total", Some(wire::money(money)))), Ok(money));
    }
    assert_eq!(wire::money(Money::new(-1999, Currency::GBP)), amount("GBP", -19, -990_000_000).unwrap());
}

#[test]
fn amounts_that_are_none() {
    for (value, refusal) in [
        (None, bad("total", "REQUIRED")),
        (amount("", 1, 0), bad("total.currency_code", "REQUIRED")),
        (amount("gbp", 1, 0), bad("total.currency_code", "UNKNOWN_VALUE")),
        (amount("XYZ", 1, 0), bad("total.currency_code", "UNKNOWN_VALUE")),
        (amount("GBP", 1, 1_000_000_000), bad("total.nanos", "OUT_OF_RANGE")),
        (amount("GBP", 1, i32::MIN), bad("total.nanos", "OUT_OF_RANGE")),
        (amount("GBP", 1, -10_000_000), bad("total.nanos", "MALFORMED")),
        (amount("GBP", -1, 10_000_000), bad("total.nanos", "MALFORMED")),
        (amount("GBP", 1, 1), bad("total.nanos", "TOO_FINE")),
        (amount("JPY", 1, 10_000_000), bad("total.nanos", "TOO_FINE")),
        (amount("GBP", i64::MAX, 0), bad("total", "OUT_OF_RANGE")),
        (amount("GBP", i64::MIN, -990_000_000), bad("total", "OUT_OF_RANGE")),
    ] {
        assert_eq!(outcome(|v| parse::money(v, "total", value.clone())), refusal, "{value:?}");
    }
    for minor in [0, -1] {
        let value = Some(wire::money(Money::new(minor, Currency::GBP)));
        assert_eq!(outcome(|v| parse::positive_money(v, "total", value)), bad("total", "NOT_POSITIVE"));
    }
    assert_eq!(outcome(|v| parse::optional_money(v, "total", None)), Ok(None));
}

#[test]
fn decimals_go_out_and_come_back() {
    for micros in [0, 1, -1, 2_500_000, i64::MAX, i64::MIN] {
        let quantity = Quantity::from_micros(micros);
        assert_eq!(outcome(|v| parse::quantity(v, "q", Some(wire::decimal_quantity(quantity)))), Ok(quantity));
        let price = UnitPrice::new(micros, Currency::JPY);
        assert_eq!(outcome(|v| parse::unit_price(v, "p", Some(wire::decimal_price(price)), Currency::JPY)), Ok(price));
        let rate = Rate::from_nanos(micros);
        assert_eq!(outcome(|v| parse::rate(v, "r", Some(wire::decimal_rate(rate)))), Ok(rate));
    }
    assert_eq!(wire::decimal_quantity(Quantity::from_micros(2_500_000)).value, "2.5");
}

#[test]
fn texts_that_are_no_decimals() {
    let long = "1".repeat(41);
    for (text, reason) in [
        ("", "REQUIRED"),
        ("1e308", "MALFORMED"),
        ("1E-5", "MALFORMED"),
        ("NaN", "MALFORMED"),
        ("inf", "MALFORMED"),
        ("1_000", "MALFORMED"),
        ("1,5", "MALFORMED"),
        (".5", "MALFORMED"),
        ("5.", "MALFORMED"),
        ("-", "MALFORMED"),
        ("+-1", "MALFORMED"),
        (" 1", "MALFORMED"),
        ("٣", "MALFORMED"),
        ("1.2.3", "MALFORMED"),
        (long.as_str(), "TOO_LONG"),
        ("99999999999999999999", "OUT_OF_RANGE"),
        ("0.0000000001", "TOO_FINE"),
    ] {
        assert_eq!(outcome(|v| parse::quantity(v, "q", decimal(text))), bad("q", reason), "{text}");
        assert_eq!(outcome(|v| parse::unit_price(v, "q", decimal(text), Currency::GBP)), bad("q", reason), "{text}");
        assert_eq!(outcome(|v| parse::rate(v, "q", decimal(text))), bad("q", reason), "{text}");
    }
    // Longer than any decimal that is kept inside, and still no panic.
    for digits in 20..=40 {
        outcome(|v| parse::quantity(v, "q", decimal(&"9".repeat(digits)))).unwrap_err();
        outcome(|v| parse::quantity(v, "q", decimal(&format!("0.{}", "9".repeat(digits - 2))))).unwrap_err();
    }
}

#[test]
fn decimals_that_may_or_must() {
    assert_eq!(outcome(|v| parse::quantity(v, "q", None)), bad("q", "REQUIRED"));
    assert_eq!(outcome(|v| parse::optional_quantity(v, "q", None)), Ok(None));
    assert_eq!(outcome(|v| parse::optional_rate(v, "q", None)), Ok(None));
    assert_eq!(outcome(|v| parse::optional_unit_price(v, "q", None, Currency::GBP)), Ok(None));
    for text in ["0", "-1", "-0.000001"] {
        assert_eq!(outcome(|v| parse::positive_quantity(v, "q", decimal(text))), bad("q", "NOT_POSITIVE"));
    }
    assert_eq!(
        outcome(|v| parse::positive_quantity(v, "q", decimal("+10"))),
        Quantity::from_units(10).map_err(|_| unreachable!())
    );
}
