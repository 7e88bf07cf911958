//! Which documents a message names: for the audit trail, which looks at all messages alike.

use std::{collections::HashMap, fmt::Write};

use prost_types::{
    DescriptorProto, FieldDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

/// They end in `_id` and name no document: the idempotency key, and what others call a thing.
const NO_DOCUMENT: [&str; 3] = ["request_id", "external_id", "tax_id"];

/// The implementation of `Documents` for a message.
pub fn implementation(
    name: &str,
    package: &str,
    message: &DescriptorProto,
    messages: &HashMap<String, &DescriptorProto>,
) -> Result<String, std::fmt::Error> {
    let mut code = format!("impl crate::Documents for {} {{ ", super::path(name));
    let (own, carried) = (own(message), carried(package, message, messages));
    if !own.is_empty() || !carried.is_empty() {
        let mut own_names = String::new();
        for field in own {
            match optional(field) {
                true => write!(own_names, "({0:?}, self.{0}.as_deref().unwrap_or_default()), ", field.name())?,
                false => write!(own_names, "({0:?}, self.{0}.as_str()), ", field.name())?,
            }
        }
        write!(code, "fn documents(&self) -> Vec<(&'static str, &str)> {{ [vec![{own_names}], ")?;
        for field in carried {
            write!(code, "self.r#{}.as_ref().map(crate::Documents::documents).unwrap_or_default(), ", field.name())?;
        }
        write!(code, "].concat() }} ")?;
    }
    if message.field.iter().any(|field| field.name() == "reason" && is_text(field)) {
        write!(code, "fn reason(&self) -> &str {{ &self.reason }} ")?;
    }
    writeln!(code, "}}")?;
    Ok(code)
}

fn own(message: &DescriptorProto) -> Vec<&FieldDescriptorProto> {
    let names = |field: &&FieldDescriptorProto| {
        let in_choice = field.oneof_index.is_some() && !optional(field);
        let text = field.r#type() == Type::String && field.label() != Label::Repeated && !in_choice;
        text && field.name().ends_with("_id") && !NO_DOCUMENT.contains(&field.name())
    };
    message.field.iter().filter(names).collect()
}

/// The messages of the same package that it carries, where they name anything.
fn carried<'m>(
    package: &str,
    message: &'m DescriptorProto,
    messages: &HashMap<String, &DescriptorProto>,
) -> Vec<&'m FieldDescriptorProto> {
    let prefix = format!(".{package}.");
    let carries = |field: &&FieldDescriptorProto| {
        let single = field.r#type() == Type::Message && field.label() != Label::Repeated && field.oneof_index.is_none();
        let names = messages.get(field.type_name()).is_some_and(|carried| !own(carried).is_empty());
        single && names && field.type_name().starts_with(&prefix)
    };
    message.field.iter().filter(carries).collect()
}

fn optional(field: &FieldDescriptorProto) -> bool {
    field.proto3_optional()
}

fn is_text(field: &FieldDescriptorProto) -> bool {
    field.r#type() == Type::String && field.label() != Label::Repeated && field.oneof_index.is_none()
}
