//! What messages say of persons, by the contract: the fields that it calls personal, and the facts that have a person
//! forgotten.

use std::{collections::BTreeSet, sync::LazyLock};

use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, MessageDescriptor, ReflectMessage, Value,
    prost::Message as _,
};

use crate::DESCRIPTORS;

const PERSONAL: &str = "o2c.common.v1.personal";
const FORGETS: &str = "o2c.common.v1.forgets";

static POOL: LazyLock<Option<DescriptorPool>> = LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).ok());

/// A message without the persons in it: their names are replaced, all else of them is left out. What has no one in it
/// stays as it is.
///
/// # Errors
/// Where the contract has no such message, or the bytes are none.
pub fn erased(type_name: &str, message: &[u8], name: &str) -> Result<Vec<u8>, String> {
    let descriptor = message_of(type_name).ok_or_else(|| format!("{type_name} is not in the contract"))?;
    let mut message = DynamicMessage::decode(descriptor, message).map_err(|error| error.to_string())?;
    erase(&mut message, name);
    Ok(message.encode_to_vec())
}

/// Whether the fact says that the customer who is its aggregate is forgotten.
#[must_use]
pub fn forgets(type_name: &str) -> bool {
    // every fact that is taken in is asked
    static FORGETTING: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let Some((pool, option)) = POOL.as_ref().zip(extension(FORGETS)) else { return BTreeSet::new() };
        let says = |message: &MessageDescriptor| message.options().get_extension(&option).as_bool().unwrap_or(false);
        pool.all_messages().filter(says).map(|message| message.full_name().to_owned()).collect()
    });
    FORGETTING.contains(type_name)
}

/// Whether a message of the type, or anything in it, may name somebody.
#[must_use]
pub fn names_somebody(type_name: &str) -> bool {
    message_of(type_name).is_some_and(|message| names(&message, &mut BTreeSet::new()))
}

/// Whether the contract says that the field tells who somebody is or where they live.
fn is_personal(field: &FieldDescriptor) -> bool {
    static OPTION: LazyLock<Option<ExtensionDescriptor>> = LazyLock::new(|| extension(PERSONAL));
    let said = |option: &ExtensionDescriptor| field.options().get_extension(option).as_bool();
    OPTION.as_ref().and_then(said).unwrap_or(false)
}

fn erase(message: &mut DynamicMessage, replacement: &str) {
    for field in message.descriptor().fields().collect::<Vec<_>>() {
        if !message.has_field(&field) {
            continue;
        }
        if is_personal(&field) {
            let name = field.name() == "name" || field.name().ends_with("_name");
            match name && !field.is_list() {
                true => message.set_field(&field, Value::String(replacement.to_owned())),
                false => message.clear_field(&field),
            }
            continue;
        }
        match message.get_field_mut(&field) {
            Value::Message(inner) => erase(inner, replacement),
            Value::List(values) => {
                values.iter_mut().filter_map(Value::as_message_mut).for_each(|inner| erase(inner, replacement));
            }
            _ => {}
        }
    }
}

fn names(message: &MessageDescriptor, seen: &mut BTreeSet<String>) -> bool {
    seen.insert(message.full_name().to_owned())
        && message
            .fields()
            .any(|field| is_personal(&field) || field.kind().as_message().is_some_and(|inner| names(inner, seen)))
}

fn message_of(type_name: &str) -> Option<MessageDescriptor> {
    POOL.as_ref()?.get_message_by_name(type_name)
}

fn extension(name: &str) -> Option<ExtensionDescriptor> {
    POOL.as_ref()?.get_extension_by_name(name)
}

#[cfg(test)]
mod tests;
