//! To JSON: fields in the order of their numbers, in camel case; what has its default value is left out.

mod known;
mod single;

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, Value};

/// A message that has no JSON: a time outside of the calendar, a mask that is none. Whoever made it has a defect.
#[derive(Debug, thiserror::Error)]
#[error("{0} has no JSON")]
pub struct Unwritable(pub(crate) String);

/// Writes a message.
pub(crate) fn write_message(out: &mut Vec<u8>, message: &DynamicMessage) -> Result<(), Unwritable> {
    inner_message(out, message, 0)
}

fn inner_message(out: &mut Vec<u8>, message: &DynamicMessage, depth: usize) -> Result<(), Unwritable> {
    if known::write(out, message, depth)? {
        return Ok(());
    }
    out.push(b'{');
    write_fields(out, message, true, depth)?;
    out.push(b'}');
    Ok(())
}

/// Writes the value of a field as a text of its own, its default where it has none.
pub(crate) fn write_field(
    out: &mut Vec<u8>,
    message: &DynamicMessage,
    field: &FieldDescriptor,
) -> Result<(), Unwritable> {
    write_value(out, &message.get_field(field), &field.kind(), 0)
}

fn write_fields(out: &mut Vec<u8>, message: &DynamicMessage, mut first: bool, depth: usize) -> Result<(), Unwritable> {
    for (field, value) in message.fields() {
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        single::text(out, field.json_name());
        out.push(b':');
        write_value(out, value, &field.kind(), depth)?;
    }
    Ok(())
}

fn write_value(out: &mut Vec<u8>, value: &Value, kind: &Kind, depth: usize) -> Result<(), Unwritable> {
    match value {
        Value::Message(message) => inner_message(out, message, depth + 1),
        Value::List(values) => {
            out.push(b'[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_value(out, value, kind, depth)?;
            }
            out.push(b']');
            Ok(())
        }
        Value::Map(values) => {
            let Kind::Message(entry) = kind else { return Err(Unwritable(message_name(kind))) };
            let kind = entry.map_entry_value_field().kind();
            // a hash has no order, and the same answer should be the same text
            let mut entries: Vec<(String, &Value)> = values.iter().map(|(key, value)| (key_text(key), value)).collect();
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            out.push(b'{');
            for (at, (key, value)) in entries.into_iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                single::text(out, &key);
                out.push(b':');
                write_value(out, value, &kind, depth)?;
            }
            out.push(b'}');
            Ok(())
        }
        single => {
            single::write(out, single, kind);
            Ok(())
        }
    }
}

fn key_text(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => key.clone(),
    }
}

fn message_name(kind: &Kind) -> String {
    kind.as_message().map_or_else(|| "a value".to_owned(), |message| message.full_name().to_owned())
}
