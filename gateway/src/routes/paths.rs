//! A path of fields into a message, such as `customer.customer_id`.

use std::borrow::Cow;

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

/// Deeper paths are a mistake of whoever wrote them.
const MAX_DEPTH: usize = 16;

/// Fields, each in the message of the one before; all but the last are single messages.
#[derive(Clone, Debug)]
pub(crate) struct FieldPath {
    fields: Vec<FieldDescriptor>,
}

impl FieldPath {
    /// Finds the fields by their names, in the contract's spelling or in that of JSON.
    pub(crate) fn find(message: &MessageDescriptor, text: &str) -> Option<Self> {
        let mut fields: Vec<FieldDescriptor> = Vec::new();
        let mut message = Some(message.clone());
        for name in text.split('.').take(MAX_DEPTH + 1) {
            let within = message.take()?;
            let field = within.get_field_by_name(name).or_else(|| within.get_field_by_json_name(name))?;
            if let Kind::Message(inner) = field.kind()
                && !field.is_list()
                && !field.is_map()
            {
                message = Some(inner);
            }
            fields.push(field);
        }
        (fields.len() <= MAX_DEPTH).then_some(Self { fields })
    }

    /// The last field.
    pub(crate) fn field(&self) -> &FieldDescriptor {
        // `split` answers at least one name, and each was found
        &self.fields[self.fields.len() - 1]
    }

    pub(crate) fn fields(&self) -> &[FieldDescriptor] {
        &self.fields
    }

    /// In the spelling of JSON.
    pub(crate) fn json(&self) -> String {
        self.fields.iter().map(FieldDescriptor::json_name).collect::<Vec<_>>().join(".")
    }

    /// The value that is there.
    pub(crate) fn get<'m>(&self, message: &'m DynamicMessage) -> Option<&'m Value> {
        let (last, way) = self.fields.split_last()?;
        let holder = way.iter().try_fold(message, |message, field| set(message, field)?.as_message())?;
        set(holder, last)
    }

    /// The message that holds the last field; those on the way are made.
    pub(crate) fn place<'m>(&self, message: &'m mut DynamicMessage) -> Option<&'m mut DynamicMessage> {
        let (_, way) = self.fields.split_last()?;
        way.iter().try_fold(message, |message, field| message.get_field_mut(field).as_message_mut())
    }

    /// A member of a oneof that would go if a value were put there.
    pub(crate) fn displaced(&self, message: &DynamicMessage) -> Option<String> {
        let mut message = Some(message);
        for field in &self.fields {
            let within = message?;
            if let Some(other) = other_member(within, field) {
                return Some(other);
            }
            message = set(within, field).and_then(Value::as_message);
        }
        None
    }
}

/// The value of a field, if it has one.
fn set<'m>(message: &'m DynamicMessage, field: &FieldDescriptor) -> Option<&'m Value> {
    match message.get_field(field) {
        Cow::Borrowed(value) => Some(value).filter(|_| message.has_field(field)),
        Cow::Owned(_default) => None,
    }
}

/// The member of a field's oneof that is set, if it is another one.
pub(crate) fn other_member(message: &DynamicMessage, field: &FieldDescriptor) -> Option<String> {
    let oneof = field.containing_oneof()?;
    let taken = oneof.fields().find(|other| other.number() != field.number() && message.has_field(other))?;
    Some(taken.name().to_owned())
}

impl std::fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, field) in self.fields.iter().enumerate() {
            if at > 0 {
                formatter.write_str(".")?;
            }
            formatter.write_str(field.name())?;
        }
        Ok(())
    }
}
