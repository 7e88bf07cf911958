//! The naming conventions of the contract become Rust traits, so that one generic body serves every method of a kind.
//!
//! - a message with a `request_id` is a `Mutation`, perhaps with `bool validate_only` (AIP-163);
//! - `Batch…Request { repeated X requests = 1 }` is a `BatchRequest`, perhaps with the same;
//! - `Batch…Response { repeated YResult results = 1 }`, where `YResult` holds the result or an error, is a `BatchResponse`;
//! - a message of `events.proto` is an `Event`, every other one says which `Documents` it names.

#[path = "documents.rs"]
mod documents;

use std::{collections::HashMap, error::Error, fmt::Write};

use prost_types::{DescriptorProto, FileDescriptorSet, field_descriptor_proto::Label};

const STATUS: &str = ".google.rpc.Status";
const VALIDATE_ONLY: &str = "validate_only";

pub fn implementations(descriptors: &FileDescriptorSet) -> Result<String, Box<dyn Error>> {
    let mut messages = HashMap::new();
    for file in &descriptors.file {
        for message in &file.message_type {
            messages.insert(format!(".{}.{}", file.package(), message.name()), message);
        }
    }
    let mut code = String::new();
    for file in descriptors.file.iter().filter(|file| file.package().starts_with("o2c.")) {
        for message in &file.message_type {
            let name = format!(".{}.{}", file.package(), message.name());
            mutation(&mut code, &name, message)?;
            batch(&mut code, &name, message, &messages)?;
            match file.name().ends_with("/events.proto") {
                true => event(&mut code, &name, file.package(), message.name())?,
                false => code.push_str(&documents::implementation(&name, file.package(), message, &messages)?),
            }
        }
    }
    Ok(code)
}

fn mutation(code: &mut String, name: &str, message: &DescriptorProto) -> std::fmt::Result {
    if message.field.iter().any(|field| field.name() == "request_id") {
        let validated = validate_only(message);
        writeln!(
            code,
            "impl crate::Mutation for {} {{ fn take_request_id(&mut self) -> String {{ {} std::mem::take(&mut self.request_id) }} {validated} }}",
            path(name),
            if validated.is_empty() { "" } else { "self.validate_only = false;" },
        )?;
    }
    Ok(())
}

/// The method, where the message has the field.
fn validate_only(message: &DescriptorProto) -> &'static str {
    match message.field.iter().any(|field| field.name() == VALIDATE_ONLY) {
        true => "fn validate_only(&self) -> bool { self.validate_only }",
        false => "",
    }
}

fn batch(
    code: &mut String,
    name: &str,
    message: &DescriptorProto,
    messages: &HashMap<String, &DescriptorProto>,
) -> Result<(), Box<dyn Error>> {
    let short = message.name();
    let [field, ..] = message.field.as_slice() else { return Ok(()) };
    if !short.starts_with("Batch") || field.label() != Label::Repeated {
        return Ok(());
    }
    if short.ends_with("Request") && field.name() == "requests" {
        writeln!(
            code,
            "impl crate::BatchRequest for {} {{ type Item = {}; fn into_items(self) -> Vec<Self::Item> {{ self.requests }} {} }}",
            path(name),
            path(field.type_name()),
            validate_only(message),
        )?;
    }
    if short.ends_with("Response") && field.name() == "results" {
        let result = messages.get(field.type_name()).ok_or("the result message is not in the contract")?;
        let accepted = result
            .field
            .iter()
            .find(|field| field.type_name() != STATUS)
            .ok_or_else(|| format!("{} has no result beside the error", field.type_name()))?;
        let (item, module) = (path(accepted.type_name()), module(field.type_name()));
        let variant = camel(accepted.name());
        writeln!(
            code,
            "impl crate::BatchResponse for {response} {{ type Item = {item}; \
             fn from_results(results: Vec<Result<Self::Item, ::tonic_types::Status>>) -> Self {{ \
             Self {{ results: results.into_iter().map(|result| {result} {{ outcome: Some(match result {{ \
             Ok(item) => {module}::Outcome::{variant}(item), Err(error) => {module}::Outcome::Error(error) }}) }}).collect() }} }} \
             fn into_results(self) -> Vec<Result<Self::Item, ::tonic_types::Status>> {{ \
             self.results.into_iter().map(|result| match result.outcome {{ \
             Some({module}::Outcome::{variant}(item)) => Ok(item), Some({module}::Outcome::Error(error)) => Err(error), \
             None => Err(::tonic_types::Status {{ code: 13, message: \"an item without an outcome\".to_owned(), details: Vec::new() }}) }}).collect() }} }}",
            response = path(name),
            result = path(field.type_name()),
        )?;
    }
    Ok(())
}

fn event(code: &mut String, name: &str, package: &str, short: &str) -> std::fmt::Result {
    writeln!(code, "impl crate::Event for {} {{ const TYPE: &'static str = \"{package}.{short}\"; }}", path(name))
}

/// `.o2c.orders.v1.Order` → `crate::orders::v1::Order`.
fn path(name: &str) -> String {
    match name {
        "" => "()".to_owned(),
        _ => name.replacen(".o2c", "crate", 1).replace('.', "::"),
    }
}

/// The module in which prost puts the oneofs of a message.
fn module(name: &str) -> String {
    let path = path(name);
    match path.rsplit_once("::") {
        Some((parent, message)) => format!("{parent}::{}", snake(message)),
        None => path,
    }
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        })
        .collect()
}
