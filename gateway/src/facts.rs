//! The facts of the contract: what services tell each other, and what is told to the outside.

use std::collections::HashSet;

use prost_reflect::{DescriptorPool, DynamicMessage, Kind, MessageDescriptor};

use crate::json::{Unwritable, write_message};

/// Every message of an `events.proto` that is a fact by itself: one that is part of another, such as a line, is none.
#[must_use]
pub fn facts(pool: &DescriptorPool) -> Vec<MessageDescriptor> {
    // what the common part has is said among services alone: it tells nobody outside anything
    let events = |file: &prost_reflect::FileDescriptor| {
        file.name().ends_with("/events.proto") && file.package_name() != "o2c.common.v1"
    };
    let messages: Vec<MessageDescriptor> =
        pool.files().filter(events).flat_map(|file| file.messages().collect::<Vec<_>>()).collect();
    let parts: HashSet<String> = messages
        .iter()
        .flat_map(|message| message.fields().collect::<Vec<_>>())
        .filter_map(|field| match field.kind() {
            Kind::Message(part) => Some(part.full_name().to_owned()),
            _ => None,
        })
        .collect();
    messages.into_iter().filter(|message| !parts.contains(message.full_name())).collect()
}

/// The canonical JSON of a message.
pub fn canonical_json(message: &DynamicMessage) -> Result<Vec<u8>, Unwritable> {
    let mut text = Vec::new();
    write_message(&mut text, message)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_facts_are_no_facts() {
        let pool = DescriptorPool::decode(o2c_proto::DESCRIPTORS).unwrap();
        let names: HashSet<String> = facts(&pool).iter().map(|fact| fact.full_name().to_owned()).collect();
        assert!(names.contains("o2c.orders.v1.OrderConfirmed") && names.contains("o2c.gateway.v1.WebhookTested"));
        assert!(!names.contains("o2c.common.v1.FactLost"));
        assert!(names.len() > 40 && !names.iter().any(|name| name.ends_with("Line")), "{names:?}");
    }
}
