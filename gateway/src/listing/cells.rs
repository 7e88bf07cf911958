//! The text of a cell.

use std::borrow::Cow;

use prost_reflect::{DynamicMessage, Kind, Value};

use super::columns::{Column, Shape, guarded};
use crate::json::{Unwritable, write_field};

/// A billion: the parts that `nanos` counts.
const NANOS: u64 = 1_000_000_000;

/// What stands in the column of a message; nothing where the field is not there.
pub(super) fn text(column: &Column, message: &DynamicMessage, guard: bool) -> Result<String, Unwritable> {
    let Some((field, way)) = column.way.split_last() else { return Ok(String::new()) };
    let mut holder = Cow::Borrowed(message);
    for step in way {
        if !holder.has_field(step) {
            return Ok(String::new());
        }
        let Some(inner) = holder.get_field(step).as_message().cloned() else { return Ok(String::new()) };
        holder = Cow::Owned(inner);
    }
    if field.supports_presence() && !holder.has_field(field) {
        return Ok(String::new());
    }
    let value = holder.get_field(field);
    let of_somebody = |text: &str| if guard && guarded(text) { format!("'{text}") } else { text.to_owned() };
    Ok(match (column.shape, &*value) {
        (Shape::Single, Value::String(text)) => of_somebody(text),
        (Shape::Single, value) => single(value, &field.kind()),
        (Shape::Amount, Value::Message(money)) => amount(money),
        (Shape::Currency, Value::Message(money)) => of_somebody(&string(money, "currency_code")),
        (Shape::Date, Value::Message(date)) => {
            let part = |name| number(date, name);
            format!("{:04}-{:02}-{:02}", part("year"), part("month"), part("day"))
        }
        (Shape::Decimal, Value::Message(decimal)) => match string(decimal, "value") {
            number if number.parse::<rust_decimal::Decimal>().is_ok() => number,
            other => of_somebody(&other),
        },
        (Shape::Json, Value::List(values)) if values.is_empty() => String::new(),
        (Shape::Json, Value::Map(values)) if values.is_empty() => String::new(),
        (Shape::Json, _) => {
            let mut json = Vec::new();
            write_field(&mut json, &holder, field)?;
            of_somebody(&String::from_utf8_lossy(&json))
        }
        (Shape::Amount | Shape::Currency | Shape::Date | Shape::Decimal, _) => String::new(),
    })
}

fn single(value: &Value, kind: &Kind) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::I32(value) => value.to_string(),
        Value::I64(value) => value.to_string(),
        Value::U32(value) => value.to_string(),
        Value::U64(value) => value.to_string(),
        Value::F32(value) => value.to_string(),
        Value::F64(value) => value.to_string(),
        Value::Bytes(bytes) => base64::Engine::encode(&base64::prelude::BASE64_STANDARD, bytes),
        // Unspecified is nothing that was said; a value of a later contract keeps its number.
        Value::EnumNumber(0) => String::new(),
        Value::EnumNumber(number) => kind
            .as_enum()
            .and_then(|known| known.get_value(*number))
            .map_or_else(|| number.to_string(), |value| value.name().to_owned()),
        Value::String(_) | Value::Message(_) | Value::List(_) | Value::Map(_) => String::new(),
    }
}

/// With the decimals of its currency: `12.50`, and more only where the amount has them.
fn amount(money: &DynamicMessage) -> String {
    let (units, nanos) = (number(money, "units"), number(money, "nanos"));
    let sign = if units < 0 || nanos < 0 { "-" } else { "" };
    let fraction = format!("{:09}", nanos.unsigned_abs() % NANOS);
    let exponent = o2c_kernel::Currency::parse(&string(money, "currency_code")).map_or(2, |known| known.exponent());
    let needed = fraction.trim_end_matches('0').len();
    let digits = needed.max(usize::try_from(exponent).unwrap_or(0)).min(fraction.len());
    let whole = units.unsigned_abs();
    match fraction.get(..digits) {
        Some(fraction) if !fraction.is_empty() => format!("{sign}{whole}.{fraction}"),
        _ => format!("{sign}{whole}"),
    }
}

fn number(message: &DynamicMessage, name: &str) -> i64 {
    message.get_field_by_name(name).map_or(0, |value| match &*value {
        Value::I32(number) => i64::from(*number),
        Value::I64(number) => *number,
        _ => 0,
    })
}

fn string(message: &DynamicMessage, name: &str) -> String {
    message.get_field_by_name(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
