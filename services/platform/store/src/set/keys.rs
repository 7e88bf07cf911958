//! The order of keys, the same for every set: it is what keeps two sets from deadlocking.

use std::cmp::Ordering;

use sea_orm::Value;

/// Compares two values of one key column.
pub(crate) fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Uuid(left), Value::Uuid(right)) => left.cmp(right),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::BigInt(left), Value::BigInt(right)) => left.cmp(right),
        (Value::Int(left), Value::Int(right)) => left.cmp(right),
        (Value::SmallInt(left), Value::SmallInt(right)) => left.cmp(right),
        (Value::Bytes(left), Value::Bytes(right)) => left.cmp(right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        // no other type is bound by this store, see `values`
        _ => Ordering::Equal,
    }
}

/// Compares two keys, column by column.
pub(crate) fn compare_keys(left: &[Value], right: &[Value]) -> Ordering {
    left.iter()
        .zip(right)
        .map(|(left, right)| compare(left, right))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The values in order, each once.
pub(crate) fn sorted(ids: impl IntoIterator<Item: Into<Value>>) -> Vec<Value> {
    let mut values: Vec<Value> = ids.into_iter().map(Into::into).collect();
    values.sort_unstable_by(compare);
    values.dedup();
    values
}
