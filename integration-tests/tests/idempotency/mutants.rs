//! Every request that differs from a given one in a single field, made by walking the message.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage, Value, bytes::Bytes};

/// A request that differs in one field.
pub struct Mutant {
    /// Such as `order.lines[0].quantity.value`.
    pub field: String,
    pub message: DynamicMessage,
}

/// All of them: each text, number and choice another one, each message there or not, each list longer and shorter.
pub fn mutants(message: &DynamicMessage) -> Vec<Mutant> {
    let mut all = Vec::new();
    // what an id stands for is what is to be done, not whether it is only tried
    let beside = ["request_id", "validate_only"];
    for field in message.descriptor().fields().filter(|field| !beside.contains(&field.name())) {
        let name = field.name().to_owned();
        let mut put = |name: String, value: Option<Value>| {
            let mut changed = message.clone();
            match value {
                Some(value) => changed.set_field(&field, value),
                None => changed.clear_field(&field),
            }
            all.push(Mutant { field: name, message: changed });
        };
        match message.get_field(&field).into_owned() {
            Value::List(list) => {
                let first = list.first().cloned();
                let mut longer = list.clone();
                longer.push(first.clone().unwrap_or_else(|| one_more(&field)));
                put(format!("{name}+"), Some(Value::List(longer)));
                if let Some(first) = first {
                    put(format!("{name}-"), Some(Value::List(list[1..].to_vec())));
                    for (inner, value) in within(&field, &first) {
                        let mut other = list.clone();
                        other[0] = value;
                        put(format!("{name}[0]{inner}"), Some(Value::List(other)));
                    }
                }
            }
            Value::Message(inside) if message.has_field(&field) => {
                put(format!("{name}-"), None);
                for inner in mutants(&inside) {
                    put(format!("{name}.{}", inner.field), Some(Value::Message(inner.message)));
                }
            }
            Value::Message(absent) => put(format!("{name}+"), Some(Value::Message(absent))),
            leaf => put(name, Some(another(&field, &leaf))),
        }
    }
    all
}

/// The other values of an element of a list, each with the field within it.
fn within(field: &FieldDescriptor, element: &Value) -> Vec<(String, Value)> {
    match element {
        Value::Message(message) => {
            let inner = mutants(message).into_iter();
            inner.map(|mutant| (format!(".{}", mutant.field), Value::Message(mutant.message))).collect()
        }
        leaf => vec![(String::new(), another(field, leaf))],
    }
}

fn one_more(field: &FieldDescriptor) -> Value {
    match field.kind() {
        Kind::Message(message) => Value::Message(DynamicMessage::new(message)),
        Kind::String => Value::String("another".to_owned()),
        other => panic!("a list of {other:?}: say here what one more is"),
    }
}

/// Another value of the same kind; where it is easily had, one that is valid.
fn another(field: &FieldDescriptor, leaf: &Value) -> Value {
    match leaf {
        Value::Bool(value) => Value::Bool(!value),
        Value::I32(value) => Value::I32(value + 1),
        Value::I64(value) => Value::I64(value + 1),
        Value::String(text) if is_id(text) => Value::String(o2c_kernel::new_uuid().to_string()),
        Value::String(text) if field.name() == "country_code" && text == "GB" => Value::String("JE".to_owned()),
        Value::String(text) if field.name() == "currency_code" && text == "GBP" => Value::String("EUR".to_owned()),
        Value::String(text) => Value::String(format!("{text}1")),
        Value::Bytes(bytes) => Value::Bytes(Bytes::from([bytes, b"\n".as_slice()].concat())),
        Value::EnumNumber(number) => {
            let Kind::Enum(kind) = field.kind() else { unreachable!("an enum has values") };
            let other = kind.values().map(|value| value.number()).find(|other| *other != 0 && other != number);
            Value::EnumNumber(other.unwrap_or(number + 1))
        }
        other => panic!("{}: say here what another {other:?} is", field.full_name()),
    }
}

pub fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
