//! One value of JSON, whatever it is, for a place in a message.

use std::fmt;

use o2c_rpc::parse::reason;
use prost_reflect::{FieldDescriptor, Kind, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    super::scalar::{self, Bad, Json},
    known, list, map, message,
    reading::Reading,
    structs,
};

/// What a place takes.
#[derive(Clone, Copy)]
pub(super) enum Expected<'k> {
    One(&'k Kind),
    /// A list of values of this kind.
    List(&'k Kind),
    /// A map with entries of this kind.
    Map(&'k Kind),
}

impl<'k> Expected<'k> {
    pub(super) fn of(field: &FieldDescriptor, kind: &'k Kind) -> Self {
        match () {
            () if field.is_map() => Self::Map(kind),
            () if field.is_list() => Self::List(kind),
            () => Self::One(kind),
        }
    }
}

/// What was read.
#[derive(Debug)]
pub(super) enum Read {
    Value(Value),
    /// As if it were not there.
    Null,
    /// A violation was recorded.
    Bad,
}

/// A place in a message.
pub(super) struct Slot<'r, 'v, 'k> {
    pub(super) reading: &'r mut Reading<'v>,
    pub(super) expected: Expected<'k>,
}

impl Slot<'_, '_, '_> {
    fn single<E: Error>(self, json: Json<'_>) -> Result<Read, E> {
        self.reading.count()?;
        let read = match self.expected {
            Expected::One(Kind::Message(descriptor)) if structs::is_value(descriptor) => {
                structs::single(descriptor, json).map(Value::Message)
            }
            Expected::One(kind) => scalar::from_json(kind, json),
            Expected::List(_) => Err((reason::MALFORMED, "is a list".to_owned())),
            Expected::Map(_) => Err((reason::MALFORMED, "is an object".to_owned())),
        };
        match read {
            Ok(value) => Ok(Read::Value(value)),
            Err(bad) => self.bad(bad),
        }
    }

    fn bad<E: Error>(self, bad: Bad) -> Result<Read, E> {
        self.reading.bad(bad).map(|()| Read::Bad)
    }
}

impl<'de> DeserializeSeed<'de> for Slot<'_, '_, '_> {
    type Value = Read;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Slot<'_, '_, '_> {
    type Value = Read;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Read, E> {
        self.single(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Read, E> {
        self.single(Json::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Read, E> {
        self.single(Json::Integer(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Read, E> {
        self.single(Json::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Read, E> {
        self.single(Json::Text(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Read, E> {
        self.reading.count()?;
        Ok(match self.expected {
            Expected::One(kind) => known::null(kind).map_or(Read::Null, Read::Value),
            Expected::List(_) | Expected::Map(_) => Read::Null,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Read, A::Error> {
        self.reading.count()?;
        match self.expected {
            Expected::List(kind) => list::read(self.reading, kind, values).map(Read::Value),
            Expected::One(Kind::Message(descriptor)) if structs::is_list(descriptor) => {
                structs::list(self.reading, descriptor, values)
            }
            Expected::One(_) | Expected::Map(_) => {
                while values.next_element::<IgnoredAny>()?.is_some() {}
                self.bad((reason::MALFORMED, "is not a list".to_owned()))
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Read, A::Error> {
        self.reading.count()?;
        match self.expected {
            Expected::Map(kind) => map::read(self.reading, kind, entries).map(Read::Value),
            Expected::One(Kind::Message(descriptor)) if structs::is_object(descriptor) => {
                structs::object(self.reading, descriptor, entries)
            }
            Expected::One(Kind::Message(descriptor)) if known::is_object(descriptor) => {
                message::read(self.reading, descriptor, entries).map(|read| Read::Value(Value::Message(read)))
            }
            Expected::One(_) | Expected::List(_) => {
                while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                let any = matches!(self.expected, Expected::One(Kind::Message(one)) if known::is_any(one));
                self.bad(if any { known::refused_any() } else { (reason::MALFORMED, "is not an object".to_owned()) })
            }
        }
    }
}
