//! Which field somebody may have meant who has named none.

use prost_reflect::{Kind, MessageDescriptor};

/// Of a name, what is looked at: no field has a longer one.
const LONGEST: usize = 64;

/// What is wrong with a name that is no field: with the field that is meant, where one is near.
pub(crate) fn unknown(message: &MessageDescriptor, name: &str) -> String {
    told(message, nearest(message, name))
}

/// The same of a path such as `customer.nmae`, of which all but one part is known.
pub(crate) fn unknown_path(message: &MessageDescriptor, path: &str) -> String {
    let (mut message, mut known, mut rest) = (message.clone(), String::new(), path);
    while let Some((part, after)) = rest.split_once('.') {
        let field = message.get_field_by_json_name(part).or_else(|| message.get_field_by_name(part));
        let Some(field) = field else { break };
        let (Kind::Message(inner), false) = (field.kind(), field.is_list() || field.is_map()) else {
            return told(&message, None);
        };
        known = format!("{known}{}.", field.name());
        (message, rest) = (inner, after);
    }
    let part = rest.split('.').next().unwrap_or_default();
    told(&message, nearest(&message, part).map(|field| known + &field))
}

fn told(message: &MessageDescriptor, meant: Option<String>) -> String {
    let unknown = format!("is no field of {}", message.name());
    match meant {
        Some(field) => format!("{unknown}; did you mean `{field}`?"),
        None => unknown,
    }
}

/// The field with the name that is nearest, if any is near: the fewest letters apart; otherwise one that goes on as this
/// name begins, such as `customer_id` for `customer`.
fn nearest(message: &MessageDescriptor, name: &str) -> Option<String> {
    let name = letters(name);
    if name.len() < 2 {
        return None;
    }
    let near = |field: &prost_reflect::FieldDescriptor| {
        let candidate = letters(field.name());
        let apart = apart(&name, &candidate);
        let begins = name.len() >= 3 && candidate.starts_with(&name);
        let near = apart <= name.len().max(candidate.len()) / 4 || (apart == 1 && name.len() > 2) || begins;
        near.then(|| (apart, field.number(), field.name().to_owned()))
    };
    message.fields().filter_map(|field| near(&field)).min().map(|(_, _, field)| field)
}

/// Without what the spellings differ in.
fn letters(name: &str) -> Vec<char> {
    name.chars().take(LONGEST).filter(|letter| *letter != '_').map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Letters to be put in, left out, exchanged or swapped with their neighbour, to make one of the other.
fn apart(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut next = vec![at + 1];
        for (to, wanted) in other.iter().enumerate() {
            let exchanged = row[to] + usize::from(letter != wanted);
            let mut least = exchanged.min(row[to + 1] + 1).min(next[to] + 1);
            if at > 0 && to > 0 && one[at - 1] == *wanted && *letter == other[to - 1] {
                least = least.min(before[to - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use prost_reflect::DescriptorPool;

    use super::*;

    fn message(name: &str) -> MessageDescriptor {
        DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap().get_message_by_name(name).unwrap()
    }

    #[test]
    fn letters_apart() {
        for (one, other, wanted) in [("", "", 0), ("sku", "skus", 1), ("abc", "acb", 1), ("kitten", "sitting", 3)] {
            assert_eq!(apart(&letters(one), &letters(other)), wanted, "{one} {other}");
            assert_eq!(apart(&letters(other), &letters(one)), wanted, "{other} {one}");
        }
    }

    #[test]
    fn the_field_that_is_meant_is_named_and_none_where_none_is_near() {
        let products = message("o2c.orders.v1.ListProductsRequest");
        let orders = message("o2c.orders.v1.ListOrdersRequest");
        for (request, given, meant) in [
            (&products, "sku", Some("skus")),
            (&products, "SKUS", Some("skus")),
            (&orders, "pagesize", Some("page_size")),
            (&orders, "custmerId", Some("customer_id")),
            (&orders, "customer", Some("customer_id")),
            (&orders, "external_Ids", Some("external_ids")),
            (&orders, "colour", None),
            (&orders, "x", None),
            (&orders, "", None),
        ] {
            assert_eq!(nearest(request, given).as_deref(), meant, "{given}");
        }
        let long = "customer_id".repeat(1_000);
        assert_eq!(nearest(&orders, &long), None);
    }
}
