//! The messages of `google.protobuf` that JSON writes in ways of their own.

use base64::{Engine, prelude::BASE64_STANDARD};
use prost_reflect::{DynamicMessage, ReflectMessage, Value};
use prost_types::{Any, Duration, FieldMask, Timestamp};

use super::{Unwritable, inner_message, single, write_fields, write_value};
use crate::json::{MAX_DEPTH, scalar::is_wrapper};

/// Writes the message, if it is one of these.
pub(super) fn write(out: &mut Vec<u8>, message: &DynamicMessage, depth: usize) -> Result<bool, Unwritable> {
    let descriptor = message.descriptor();
    let Some(name) = descriptor.full_name().strip_prefix("google.protobuf.") else { return Ok(false) };
    let unwritable = || Unwritable(descriptor.full_name().to_owned());
    match name {
        "Timestamp" => {
            let time: Timestamp = message.transcode_to().map_err(|_| unwritable())?;
            let in_calendar = (-62_135_596_800..=253_402_300_799).contains(&time.seconds);
            if !in_calendar || !(0..1_000_000_000).contains(&time.nanos) {
                return Err(unwritable());
            }
            single::text(out, &time.to_string());
        }
        "Duration" => {
            let duration: Duration = message.transcode_to().map_err(|_| unwritable())?;
            single::text(out, &duration_text(duration).ok_or_else(unwritable)?);
        }
        "FieldMask" => {
            let mask: FieldMask = message.transcode_to().map_err(|_| unwritable())?;
            let paths: Option<Vec<String>> = mask.paths.iter().map(|path| camel(path)).collect();
            single::text(out, &paths.ok_or_else(unwritable)?.join(","));
        }
        "Any" => any(out, message, depth)?,
        "Value" => match message.fields().next() {
            Some((field, _)) => write_value(out, &message.get_field(&field), &field.kind(), depth)?,
            None => out.extend_from_slice(b"null"),
        },
        _ if is_wrapper(&descriptor) || ["Struct", "ListValue"].contains(&name) => {
            let field = descriptor.get_field(1).ok_or_else(unwritable)?;
            write_value(out, &message.get_field(&field), &field.kind(), depth)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// With no fraction, or with one of three, six or nine digits.
fn duration_text(duration: Duration) -> Option<String> {
    let one_sign = duration.seconds == 0 || duration.nanos == 0 || (duration.seconds < 0) == (duration.nanos < 0);
    if !one_sign || duration.nanos.unsigned_abs() > 999_999_999 || duration.seconds.unsigned_abs() > 315_576_000_000 {
        return None;
    }
    let sign = if duration.seconds < 0 || duration.nanos < 0 { "-" } else { "" };
    let (seconds, nanos) = (duration.seconds.unsigned_abs(), duration.nanos.unsigned_abs());
    Some(match nanos {
        0 => format!("{sign}{seconds}s"),
        nanos if nanos % 1_000_000 == 0 => format!("{sign}{seconds}.{:03}s", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => format!("{sign}{seconds}.{:06}s", nanos / 1_000),
        nanos => format!("{sign}{seconds}.{nanos:09}s"),
    })
}

/// In the spelling of JSON; `None` where the way back would lead elsewhere.
fn camel(path: &str) -> Option<String> {
    let mut camel = String::with_capacity(path.len());
    let mut upper = false;
    for letter in path.chars() {
        match letter {
            '_' if upper => return None,
            '_' => upper = true,
            'a'..='z' if upper => {
                camel.push(letter.to_ascii_uppercase());
                upper = false;
            }
            'a'..='z' | '0'..='9' | '.' if !upper => camel.push(letter),
            _ => return None,
        }
    }
    (!upper).then_some(camel)
}

/// With the fields of the message that it holds. One of a type that this program does not know is shown as it is:
/// the rest of the answer is worth more than that detail.
fn any(out: &mut Vec<u8>, message: &DynamicMessage, depth: usize) -> Result<(), Unwritable> {
    let any: Any = message.transcode_to().map_err(|_| Unwritable("google.protobuf.Any".to_owned()))?;
    out.extend_from_slice(b"{\"@type\":");
    single::text(out, &any.type_url);
    let name = any.type_url.rsplit('/').next().unwrap_or_default();
    // what it holds is decoded anew, so nothing else bounds how deep they are in each other
    let known = message.descriptor().parent_pool().get_message_by_name(name).filter(|_| depth < MAX_DEPTH);
    let held = known.and_then(|descriptor| DynamicMessage::decode(descriptor, any.value.as_slice()).ok());
    match held {
        Some(held) if held.descriptor().full_name().starts_with("google.protobuf.") => {
            out.extend_from_slice(b",\"value\":");
            inner_message(out, &held, depth + 1)?;
        }
        Some(held) => write_fields(out, &held, false, depth + 1)?,
        None => {
            out.extend_from_slice(b",\"value\":");
            single::write(out, &Value::String(BASE64_STANDARD.encode(any.value)), &prost_reflect::Kind::String);
        }
    }
    out.push(b'}');
    Ok(())
}
