//! The fields of a message.

use std::collections::HashSet;

use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor};
use serde::de::{IgnoredAny, MapAccess};

use super::{
    super::{nearest, reason as ours},
    reading::{Reading, shown},
    value::{Expected, Read, Slot},
};
use crate::routes::other_member;

/// Reads an object to its end. A field is known by its name in JSON or in the contract, and by either of them once.
pub(super) fn read<'de, A: MapAccess<'de>>(
    reading: &mut Reading<'_>,
    descriptor: &MessageDescriptor,
    mut map: A,
) -> Result<DynamicMessage, A::Error> {
    let mut message = DynamicMessage::new(descriptor.clone());
    let mut seen = HashSet::new();
    reading.deeper(|reading| {
        while let Some(key) = map.next_key::<String>()? {
            let named = descriptor.get_field_by_json_name(&key).or_else(|| descriptor.get_field_by_name(&key));
            let Some(field) = named else {
                reading.count()?;
                let unknown = (ours::UNKNOWN_FIELD, nearest::unknown(descriptor, &key));
                reading.within(&shown(&key), |reading| reading.bad(unknown))?;
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            reading.within(field.name(), |reading| {
                if seen.insert(field.number()) {
                    return one(reading, &mut message, &field, &mut map);
                }
                reading.bad((ours::DUPLICATE, "is given twice".to_owned()))?;
                map.next_value::<IgnoredAny>().map(drop)
            })?;
        }
        Ok(())
    })?;
    Ok(message)
}

fn one<'de, A: MapAccess<'de>>(
    reading: &mut Reading<'_>,
    message: &mut DynamicMessage,
    field: &FieldDescriptor,
    map: &mut A,
) -> Result<(), A::Error> {
    let kind = field.kind();
    let slot = Slot { reading: &mut *reading, expected: Expected::of(field, &kind) };
    let Read::Value(value) = map.next_value_seed(slot)? else { return Ok(()) };
    if let Some(other) = other_member(message, field) {
        return reading.bad((ours::CONFLICT, format!("cannot be there beside `{other}`")));
    }
    message.set_field(field, value);
    Ok(())
}
