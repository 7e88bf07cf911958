//! Single values: of JSON, of a path, of a query.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use o2c_rpc::parse::reason;
use prost_reflect::{DynamicMessage, EnumDescriptor, Kind, MessageDescriptor, Value};

/// Padding is canonical, and not asked for.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// A value of JSON that is neither an object nor a list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Json<'j> {
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(&'j str),
}

/// What is wrong with a value: a reason, and a sentence that goes on behind the name of the field.
pub(crate) type Bad = (&'static str, String);

/// The value of a field of this kind.
pub(super) fn from_json(kind: &Kind, json: Json<'_>) -> Result<Value, Bad> {
    let integer = || integer(json);
    Ok(match kind {
        Kind::Bool => match json {
            Json::Bool(value) => Value::Bool(value),
            _ => return Err(malformed("is true or false")),
        },
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(within(integer()?)?),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(within(integer()?)?),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(within(integer()?)?),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(within(integer()?)?),
        Kind::Double => Value::F64(float(json)?),
        Kind::Float => Value::F32(single(float(json)?)?),
        Kind::String => match json {
            Json::Text(text) => Value::String(text.to_owned()),
            _ => return Err(malformed("is a text")),
        },
        Kind::Bytes => match json {
            Json::Text(text) => Value::Bytes(bytes(text)?.into()),
            _ => return Err(malformed("is a text in base64")),
        },
        Kind::Enum(descriptor) => Value::EnumNumber(enumeration(descriptor, json)?),
        Kind::Message(descriptor) => Value::Message(text_message(descriptor, json)?),
    })
}

/// The value of a field of this kind, written as text: in a path or a query.
pub(crate) fn from_text(kind: &Kind, text: &str) -> Result<Value, Bad> {
    match (kind, text) {
        (Kind::Bool, "true") => Ok(Value::Bool(true)),
        (Kind::Bool, "false") => Ok(Value::Bool(false)),
        (Kind::Enum(descriptor), _) if descriptor.get_value_by_name(text).is_none() => match text.parse::<i32>() {
            Ok(number) => Ok(Value::EnumNumber(number)),
            Err(_) => Err(unknown_value(descriptor, text)),
        },
        (Kind::Message(descriptor), _) => wrapped(descriptor, text).map(Value::Message),
        _ => from_json(kind, Json::Text(text)),
    }
}

/// Whether a field of this kind can be written as one text.
pub(crate) fn reads_text(kind: &Kind) -> bool {
    match kind {
        Kind::Message(descriptor) => is_text_message(descriptor) || is_wrapper(descriptor),
        _ => true,
    }
}

fn malformed(what: &str) -> Bad {
    (reason::MALFORMED, what.to_owned())
}

fn integer(json: Json<'_>) -> Result<i128, Bad> {
    match json {
        Json::Integer(number) => Ok(number),
        // 1.0 and 1e3 are integers; the cast ends at the bounds, which are no 64-bit number
        Json::Float(number) if number.is_finite() && number.fract() == 0.0 => Ok(number as i128),
        Json::Text(text) if is_integer(text) => text.parse().map_err(|_| out_of_range()),
        Json::Float(_) => Err(malformed("is a whole number")),
        Json::Bool(_) | Json::Text(_) => Err(malformed("is a whole number, as a number or a text")),
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn within<T: TryFrom<i128>>(number: i128) -> Result<T, Bad> {
    T::try_from(number).map_err(|_| out_of_range())
}

fn out_of_range() -> Bad {
    (reason::OUT_OF_RANGE, "is beyond the range of its type".to_owned())
}

fn float(json: Json<'_>) -> Result<f64, Bad> {
    match json {
        Json::Float(number) => Ok(number),
        Json::Integer(number) => Ok(number as f64),
        Json::Text("NaN") => Ok(f64::NAN),
        Json::Text("Infinity") => Ok(f64::INFINITY),
        Json::Text("-Infinity") => Ok(f64::NEG_INFINITY),
        Json::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => {
            let number: f64 = text.parse().map_err(|_| malformed("is a number"))?;
            if number.is_finite() { Ok(number) } else { Err(out_of_range()) }
        }
        Json::Bool(_) | Json::Text(_) => Err(malformed("is a number")),
    }
}

fn single(number: f64) -> Result<f32, Bad> {
    // the cast rounds: what is nearer to infinity than to any number is beyond the range
    let single = number as f32;
    if single.is_finite() == number.is_finite() { Ok(single) } else { Err(out_of_range()) }
}

fn bytes(text: &str) -> Result<Vec<u8>, Bad> {
    let engine = if text.contains(['-', '_']) { BASE64_URL } else { BASE64 };
    engine.decode(text).map_err(|_| malformed("is not base64"))
}

fn enumeration(descriptor: &EnumDescriptor, json: Json<'_>) -> Result<i32, Bad> {
    match json {
        Json::Text(name) => match descriptor.get_value_by_name(name) {
            Some(value) => Ok(value.number()),
            None => Err(unknown_value(descriptor, name)),
        },
        Json::Integer(_) | Json::Float(_) => within(integer(json)?),
        Json::Bool(_) => Err(malformed("is the name of a value")),
    }
}

fn unknown_value(descriptor: &EnumDescriptor, name: &str) -> Bad {
    let shown: String = name.chars().take(64).collect();
    (reason::UNKNOWN_VALUE, format!("`{shown}` is no value of {}", descriptor.name()))
}

/// Messages that JSON writes as one text.
fn is_text_message(descriptor: &MessageDescriptor) -> bool {
    ["google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask"]
        .contains(&descriptor.full_name())
}

/// Messages that JSON writes as the one value that they hold.
pub(super) fn is_wrapper(descriptor: &MessageDescriptor) -> bool {
    let name = descriptor.full_name().strip_prefix("google.protobuf.").and_then(|name| name.strip_suffix("Value"));
    ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"]
        .iter()
        .any(|kind| name == Some(kind))
}

fn text_message(descriptor: &MessageDescriptor, json: Json<'_>) -> Result<DynamicMessage, Bad> {
    if is_wrapper(descriptor) {
        let field = descriptor.get_field(1).ok_or_else(|| malformed("cannot be read"))?;
        let value = from_json(&field.kind(), json)?;
        let mut message = DynamicMessage::new(descriptor.clone());
        message.set_field(&field, value);
        return Ok(message);
    }
    match json {
        Json::Text(text) if is_text_message(descriptor) => super::read::known::from_text(descriptor, text),
        _ => Err(malformed("is an object")),
    }
}

fn wrapped(descriptor: &MessageDescriptor, text: &str) -> Result<DynamicMessage, Bad> {
    match descriptor.get_field(1).filter(|_| is_wrapper(descriptor)) {
        Some(field) => {
            let value = from_text(&field.kind(), text)?;
            let mut message = DynamicMessage::new(descriptor.clone());
            message.set_field(&field, value);
            Ok(message)
        }
        None => text_message(descriptor, Json::Text(text)),
    }
}
