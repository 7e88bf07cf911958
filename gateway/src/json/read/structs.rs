//! `Struct`, `Value`, `ListValue`: JSON in JSON.

use o2c_rpc::parse::reason;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, Value};
use serde::de::{Error, MapAccess, SeqAccess};

use super::{
    super::{
        reason as ours,
        scalar::{Bad, Json},
    },
    list,
    reading::{Reading, shown},
    value::{Expected, Read, Slot},
};

const VALUE: &str = "google.protobuf.Value";
const STRUCT: &str = "google.protobuf.Struct";
const LIST: &str = "google.protobuf.ListValue";

pub(super) fn is_value(descriptor: &MessageDescriptor) -> bool {
    descriptor.full_name() == VALUE
}

pub(super) fn is_object(descriptor: &MessageDescriptor) -> bool {
    [VALUE, STRUCT].contains(&descriptor.full_name())
}

pub(super) fn is_list(descriptor: &MessageDescriptor) -> bool {
    [VALUE, LIST].contains(&descriptor.full_name())
}

pub(super) fn null(descriptor: &MessageDescriptor) -> Result<DynamicMessage, Bad> {
    value(descriptor, "null_value", Value::EnumNumber(0))
}

/// A `Value` that is neither an object nor a list.
pub(super) fn single(descriptor: &MessageDescriptor, json: Json<'_>) -> Result<DynamicMessage, Bad> {
    match json {
        Json::Bool(truth) => value(descriptor, "bool_value", Value::Bool(truth)),
        Json::Integer(number) => value(descriptor, "number_value", Value::F64(number as f64)),
        Json::Float(number) => value(descriptor, "number_value", Value::F64(number)),
        Json::Text(text) => value(descriptor, "string_value", Value::String(text.to_owned())),
    }
}

/// A `ListValue`, or a `Value` that holds one.
pub(super) fn list<'de, A: SeqAccess<'de>>(
    reading: &mut Reading<'_>,
    descriptor: &MessageDescriptor,
    values: A,
) -> Result<Read, A::Error> {
    let inner = inner(descriptor, "list_value").map_err(A::Error::custom)?;
    let field = inner.get_field_by_name("values").ok_or_else(|| A::Error::custom("no field `values`"))?;
    let mut message = DynamicMessage::new(inner);
    message.set_field(&field, list::read(reading, &field.kind(), values)?);
    Ok(outer(descriptor, "list_value", message))
}

/// A `Struct`, or a `Value` that holds one.
pub(super) fn object<'de, A: MapAccess<'de>>(
    reading: &mut Reading<'_>,
    descriptor: &MessageDescriptor,
    mut entries: A,
) -> Result<Read, A::Error> {
    let inner = inner(descriptor, "struct_value").map_err(A::Error::custom)?;
    let field = inner.get_field_by_name("fields").ok_or_else(|| A::Error::custom("no field `fields`"))?;
    let Kind::Message(entry) = field.kind() else { return Ok(Read::Bad) };
    let kind = entry.map_entry_value_field().kind();
    let mut values = std::collections::HashMap::new();
    reading.deeper(|reading| {
        while let Some(key) = entries.next_key::<String>()? {
            reading.at(shown(&key), |reading| {
                let slot = Slot { reading: &mut *reading, expected: Expected::One(&kind) };
                let read = entries.next_value_seed(slot)?;
                let Read::Value(value) = read else { return Ok(()) };
                if values.insert(prost_reflect::MapKey::String(key), value).is_some() {
                    return reading.bad((ours::DUPLICATE, "is given twice".to_owned()));
                }
                Ok(())
            })?;
        }
        Ok(())
    })?;
    let mut message = DynamicMessage::new(inner);
    message.set_field(&field, Value::Map(values));
    Ok(outer(descriptor, "struct_value", message))
}

/// The message that a `Value` holds under a name; any other message is that message itself.
fn inner(descriptor: &MessageDescriptor, name: &str) -> Result<MessageDescriptor, String> {
    if !is_value(descriptor) {
        return Ok(descriptor.clone());
    }
    match descriptor.get_field_by_name(name).map(|field| field.kind()) {
        Some(Kind::Message(inner)) => Ok(inner),
        _ => Err(format!("no field `{name}`")),
    }
}

fn outer(descriptor: &MessageDescriptor, name: &str, inner: DynamicMessage) -> Read {
    if !is_value(descriptor) {
        return Read::Value(Value::Message(inner));
    }
    value(descriptor, name, Value::Message(inner)).map_or(Read::Bad, |message| Read::Value(Value::Message(message)))
}

fn value(descriptor: &MessageDescriptor, name: &str, value: Value) -> Result<DynamicMessage, Bad> {
    let mut message = DynamicMessage::new(descriptor.clone());
    match message.try_set_field_by_name(name, value) {
        Ok(()) => Ok(message),
        Err(_) => Err((reason::MALFORMED, "cannot be read".to_owned())),
    }
}
