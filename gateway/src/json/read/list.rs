//! The entries of a repeated field.

use o2c_rpc::parse::reason;
use prost_reflect::{Kind, Value};
use serde::de::SeqAccess;

use super::{
    reading::Reading,
    value::{Expected, Read, Slot},
};

/// Reads a list to its end.
pub(super) fn read<'de, A: SeqAccess<'de>>(
    reading: &mut Reading<'_>,
    kind: &Kind,
    mut list: A,
) -> Result<Value, A::Error> {
    let mut values = Vec::new();
    reading.deeper(|reading| {
        for at in 0_usize.. {
            let read = reading.at(at, |reading| {
                let read = list.next_element_seed(Slot { reading: &mut *reading, expected: Expected::One(kind) })?;
                if matches!(read, Some(Read::Null)) {
                    reading.bad((reason::MALFORMED, "is null, which a list does not hold".to_owned()))?;
                }
                Ok(read)
            })?;
            match read {
                None => break,
                Some(Read::Value(value)) => values.push(value),
                Some(Read::Null | Read::Bad) => {}
            }
        }
        Ok(())
    })?;
    Ok(Value::List(values))
}
