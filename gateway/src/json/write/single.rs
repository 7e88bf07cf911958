//! Single values.

use std::io::Write;

use base64::{Engine, prelude::BASE64_STANDARD};
use prost_reflect::{Kind, Value};

/// Writes a value that is neither a message nor a list nor a map.
pub(super) fn write(out: &mut Vec<u8>, value: &Value, kind: &Kind) {
    match value {
        Value::Bool(value) => plain(out, value),
        Value::I32(value) => plain(out, value),
        Value::U32(value) => plain(out, value),
        // JSON's numbers are doubles to most readers, and those end at 2^53.
        Value::I64(value) => quoted(out, value),
        Value::U64(value) => quoted(out, value),
        Value::F32(value) if value.is_finite() => json(out, value),
        Value::F64(value) if value.is_finite() => json(out, value),
        Value::F32(value) => infinite(out, f64::from(*value)),
        Value::F64(value) => infinite(out, *value),
        Value::String(value) => text(out, value),
        Value::Bytes(value) => quoted(out, BASE64_STANDARD.encode(value)),
        Value::EnumNumber(number) => enumeration(out, *number, kind),
        // the caller has written these
        Value::Message(_) | Value::List(_) | Value::Map(_) => plain(out, "null"),
    }
}

/// Writes a text, escaped.
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    json(out, text);
}

/// A value of a later contract keeps its number: nothing that was answered gets lost.
fn enumeration(out: &mut Vec<u8>, number: i32, kind: &Kind) {
    let Kind::Enum(descriptor) = kind else { return plain(out, number) };
    match descriptor.get_value(number) {
        _ if descriptor.full_name() == "google.protobuf.NullValue" => plain(out, "null"),
        Some(value) => quoted(out, value.name()),
        None => plain(out, number),
    }
}

fn infinite(out: &mut Vec<u8>, value: f64) {
    quoted(
        out,
        if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        },
    );
}

// Writing to a vector does not fail.

fn plain(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    let _ = write!(out, "{value}");
}

fn quoted(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    let _ = write!(out, "\"{value}\"");
}

fn json(out: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    let _ = serde_json::to_writer(out, value);
}
