//! From JSON. Every value is read where it stands: nothing is kept but the message that comes of it.

pub(super) mod known;
mod list;
mod map;
mod message;
mod reading;
mod structs;
mod value;

use o2c_kernel::Violations;
use o2c_rpc::parse::reason;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage, Value};
use serde::de::DeserializeSeed;

use self::{
    reading::Reading,
    value::{Expected, Read, Slot},
};

/// What the JSON text fills.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'t> {
    Message,
    /// One field of the message.
    Field(&'t FieldDescriptor),
}

/// Reads a text into a message. Everything that is wrong is a violation; a text that is no JSON is one of `body`.
pub(crate) fn read(json: &[u8], target: Target<'_>, message: &mut DynamicMessage, violations: &mut Violations) {
    let mut reading = Reading::new(violations);
    let mut text = serde_json::Deserializer::from_slice(json);
    let done = match target {
        Target::Message => {
            let kind = Kind::Message(message.descriptor());
            Slot { reading: &mut reading, expected: Expected::One(&kind) }.deserialize(&mut text).map(|read| match read
            {
                Read::Value(Value::Message(read)) => *message = read,
                Read::Null => reading.note((reason::MALFORMED, "is an object, not null".to_owned())),
                Read::Value(_) | Read::Bad => {}
            })
        }
        Target::Field(field) => reading.within(field.name(), |reading| {
            let kind = field.kind();
            let slot = Slot { reading, expected: Expected::of(field, &kind) };
            slot.deserialize(&mut text).map(|read| {
                if let Read::Value(value) = read {
                    message.set_field(field, value);
                }
            })
        }),
    };
    if let Err(error) = done.and_then(|()| text.end())
        && !reading.ended()
    {
        violations.add("body", reason::MALFORMED, format!("is not JSON: {error}"));
    }
}
