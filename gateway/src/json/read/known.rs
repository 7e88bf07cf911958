//! The messages of `google.protobuf` that JSON writes in ways of their own.

use o2c_rpc::parse::reason;
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, Value};
use prost_types::{Duration, FieldMask, Timestamp};

use super::{
    super::{
        reason as ours,
        scalar::{self, Bad},
    },
    structs,
};

/// Of a mask: longer ones name fields that are not there.
const MAX_PATHS: usize = 256;
/// Seconds, in either direction: ten thousand years.
const MAX_DURATION: i64 = 315_576_000_000;

/// Whether JSON writes the message as an object of its fields.
pub(super) fn is_object(descriptor: &MessageDescriptor) -> bool {
    !scalar::reads_text(&Kind::Message(descriptor.clone())) && !structs::is_list(descriptor) && !is_any(descriptor)
}

/// `Any`: no request holds one. Its members would have to be kept until its type is known, which may come last.
pub(super) fn is_any(descriptor: &MessageDescriptor) -> bool {
    descriptor.full_name() == "google.protobuf.Any"
}

pub(super) fn refused_any() -> Bad {
    (ours::UNSUPPORTED, "is of any type, which is not taken in".to_owned())
}

/// What null stands for, where it is a value.
pub(super) fn null(kind: &Kind) -> Option<Value> {
    match kind {
        Kind::Enum(descriptor) if descriptor.full_name() == "google.protobuf.NullValue" => Some(Value::EnumNumber(0)),
        Kind::Message(descriptor) if structs::is_value(descriptor) => {
            structs::null(descriptor).ok().map(Value::Message)
        }
        _ => None,
    }
}

/// A time, a duration or a mask, from its text.
pub(in super::super) fn from_text(descriptor: &MessageDescriptor, text: &str) -> Result<DynamicMessage, Bad> {
    let mut message = DynamicMessage::new(descriptor.clone());
    let filled = match descriptor.full_name() {
        "google.protobuf.Timestamp" => message.transcode_from(&timestamp(text)?),
        "google.protobuf.Duration" => message.transcode_from(&duration(text)?),
        "google.protobuf.FieldMask" => message.transcode_from(&FieldMask { paths: paths(text)? }),
        _ => return Err((reason::MALFORMED, "is an object".to_owned())),
    };
    filled.map_err(|_| (reason::MALFORMED, "cannot be read".to_owned()))?;
    Ok(message)
}

fn timestamp(text: &str) -> Result<Timestamp, Bad> {
    const FIRST: i64 = -62_135_596_800;
    const LAST: i64 = 253_402_300_799;
    let bad = || (reason::MALFORMED, "is a time such as `2024-03-01T09:00:00Z`".to_owned());
    // What is parsed below also takes a date alone, spaces and lower case.
    let shaped = text.len() <= 40 && text.as_bytes().get(10) == Some(&b'T') && !text.contains([' ', 'z']);
    if !shaped {
        return Err(bad());
    }
    let timestamp: Timestamp = text.parse().map_err(|_| bad())?;
    if (FIRST..=LAST).contains(&timestamp.seconds) { Ok(timestamp) } else { Err(bad()) }
}

fn duration(text: &str) -> Result<Duration, Bad> {
    let bad = || (reason::MALFORMED, "is a duration such as `1.5s`".to_owned());
    let number = text.strip_suffix('s').ok_or_else(bad)?;
    let number = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole, 12) || !digits(fraction, 9) {
        return Err(bad());
    }
    let duration: Duration = text.parse().map_err(|_| bad())?;
    if duration.seconds.abs() <= MAX_DURATION { Ok(duration) } else { Err(bad()) }
}

/// Paths in the spelling of JSON, each turned into that of the contract.
fn paths(text: &str) -> Result<Vec<String>, Bad> {
    let bad = || (reason::MALFORMED, "is a list of fields such as `customer.displayName,etag`".to_owned());
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let paths: Vec<&str> = text.split(',').take(MAX_PATHS + 1).collect();
    if paths.len() > MAX_PATHS {
        return Err((reason::TOO_MANY, format!("names more than {MAX_PATHS} fields")));
    }
    let snake = |path: &str| {
        let mut snake = String::with_capacity(path.len() + 4);
        for letter in path.chars() {
            match letter {
                'A'..='Z' => {
                    snake.push('_');
                    snake.push(letter.to_ascii_lowercase());
                }
                'a'..='z' | '0'..='9' | '.' => snake.push(letter),
                _ => return None,
            }
        }
        path.split('.').all(|part| !part.is_empty()).then_some(snake)
    };
    paths.into_iter().map(|path| snake(path).ok_or_else(bad)).collect()
}
