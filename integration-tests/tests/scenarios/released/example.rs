//! A message with something in every field, made of its descriptor alone: the same each time.

use prost_reflect::{Cardinality, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value};

/// How deep messages within messages are filled.
const DEPTH: usize = 5;

/// As many examples as it takes for each alternative of its choices to be in one.
pub fn examples(descriptor: &MessageDescriptor) -> Vec<DynamicMessage> {
    let choices = |message: &MessageDescriptor| message.oneofs().map(|oneof| oneof.fields().len()).max();
    let most = choices(descriptor).into_iter().chain(descriptor.fields().filter_map(|field| match field.kind() {
        Kind::Message(within) => choices(&within),
        _ => None,
    }));
    (0..most.max().unwrap_or(1)).map(|chosen| filled(descriptor, chosen, DEPTH)).collect()
}

fn filled(descriptor: &MessageDescriptor, chosen: usize, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    let alternatives: Vec<FieldDescriptor> =
        descriptor.oneofs().filter_map(|oneof| oneof.fields().nth(chosen % oneof.fields().len().max(1))).collect();
    for field in descriptor.fields() {
        if field.containing_oneof().is_some() && !alternatives.contains(&field) {
            continue;
        }
        if depth == 0 && matches!(field.kind(), Kind::Message(_)) {
            continue;
        }
        let value = if field.is_map() {
            let entry = field.kind().as_message().cloned().unwrap();
            let value = single(&entry.map_entry_value_field(), chosen, depth);
            Value::Map([(MapKey::String("key".to_owned()), value)].into())
        } else if field.cardinality() == Cardinality::Repeated {
            Value::List(vec![single(&field, chosen, depth), single(&field, chosen + 1, depth)])
        } else {
            single(&field, chosen, depth)
        };
        message.set_field(&field, value);
    }
    message
}

/// Never the default, which is not written.
fn single(field: &FieldDescriptor, chosen: usize, depth: usize) -> Value {
    let number = field.number();
    match field.kind() {
        Kind::Message(within) => Value::Message(filled(&within, chosen, depth.saturating_sub(1))),
        // the newest value is the one that a reader of before knows least
        Kind::Enum(values) => Value::EnumNumber(values.values().map(|value| value.number()).max().unwrap_or(0)),
        Kind::Bool => Value::Bool(true),
        Kind::String => Value::String(format!("{} {number}", field.name())),
        Kind::Bytes => Value::Bytes(vec![0, 1, 255].into()),
        Kind::Double => Value::F64(f64::from(number)),
        Kind::Float => Value::F32(1.5),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(-1_000_000),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(-9_007_199_254_740_993),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(number),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(u64::from(number)),
    }
}
