//! The entries of a map field.

use std::collections::HashMap;

use o2c_rpc::parse::reason;
use prost_reflect::{Kind, MapKey, Value};
use serde::de::{Error, MapAccess};

use super::{
    super::{reason as ours, scalar},
    reading::{Reading, shown},
    value::{Expected, Read, Slot},
};

/// Reads a map to its end.
pub(super) fn read<'de, A: MapAccess<'de>>(
    reading: &mut Reading<'_>,
    kind: &Kind,
    mut map: A,
) -> Result<Value, A::Error> {
    let mut values = HashMap::new();
    let Kind::Message(entry) = kind else { return Ok(Value::Map(values)) };
    let (key_kind, value_kind) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
    reading.deeper(|reading| {
        while let Some(text) = map.next_key::<String>()? {
            reading.at(shown(&text), |reading| {
                let key = scalar::from_text(&key_kind, &text).map(Value::into_map_key);
                let slot = Slot { reading: &mut *reading, expected: Expected::One(&value_kind) };
                match (key, map.next_value_seed(slot)?) {
                    (Err(bad), _) => reading.bad(bad),
                    (Ok(_), Read::Null) => {
                        reading.bad((reason::MALFORMED, "is null, which a map does not hold".to_owned()))
                    }
                    (Ok(Some(key)), Read::Value(value)) => put(reading, &mut values, key, value),
                    (Ok(_), Read::Value(_) | Read::Bad) => Ok(()),
                }
            })?;
        }
        Ok(())
    })?;
    Ok(Value::Map(values))
}

fn put<E: Error>(
    reading: &mut Reading<'_>,
    values: &mut HashMap<MapKey, Value>,
    key: MapKey,
    value: Value,
) -> Result<(), E> {
    if values.insert(key, value).is_some() {
        return reading.bad((ours::DUPLICATE, "is given twice".to_owned()));
    }
    Ok(())
}
