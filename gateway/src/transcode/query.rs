//! The parameters of a query, each a field by its path: `pageSize=10&from.year=2024&orderIds=…&orderIds=…`.

use o2c_kernel::Violations;
use o2c_rpc::parse::reason;
use prost_reflect::DynamicMessage;

use super::put;
use crate::{
    json::{self, MAX_VIOLATIONS, reason as ours},
    routes::{Binding, Body, FieldPath},
    template::{Reserved, decode},
};

/// The ids of a batch and some more.
const MAX_PARAMETERS: usize = 2_048;

/// Puts the parameters into their fields.
pub(super) fn read(binding: &Binding, query: &str, message: &mut DynamicMessage, violations: &mut Violations) {
    let pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).take(MAX_PARAMETERS + 1).collect();
    if pairs.len() > MAX_PARAMETERS {
        violations.add("query", reason::TOO_MANY, format!("has more than {MAX_PARAMETERS} parameters"));
        return;
    }
    let mut fields: Vec<(String, FieldPath, Vec<String>)> = Vec::new();
    for pair in pairs {
        if violations.iter().count() >= MAX_VIOLATIONS {
            return;
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some(name) = plain(name) else {
            violations.add("query", reason::MALFORMED, "is not percent-encoded UTF-8");
            continue;
        };
        let Some(path) = FieldPath::find(&binding.method.input, &name) else {
            let description = json::unknown_path(&binding.method.input, &name);
            violations.add(shown(&name), ours::UNKNOWN_FIELD, description);
            continue;
        };
        if let Some(place) = elsewhere(binding, &path) {
            violations.add(path.to_string(), ours::CONFLICT, format!("belongs into the {place}"));
            continue;
        }
        if path.field().is_map() || !json::reads_text(&path.field().kind()) {
            violations.add(path.to_string(), ours::UNSUPPORTED, "is no single value: name the fields in it");
            continue;
        }
        let Some(value) = plain(value) else {
            violations.add(path.to_string(), reason::MALFORMED, "is not percent-encoded UTF-8");
            continue;
        };
        let known = path.to_string();
        match fields.iter_mut().find(|(name, ..)| *name == known) {
            Some((_, _, values)) => values.push(value),
            None => fields.push((known, path, vec![value])),
        }
    }
    for (_, path, values) in fields {
        put::many(&path, &values, message, violations);
    }
}

/// Where a field is read from, if not from the query: nobody could tell which of two values is meant.
fn elsewhere(binding: &Binding, path: &FieldPath) -> Option<&'static str> {
    let text = path.to_string();
    if binding.variables.iter().any(|variable| variable.to_string() == text) {
        return Some("path");
    }
    let first = path.fields().first().map(|field| field.number());
    match &binding.body {
        Body::None => None,
        Body::Whole => Some("body"),
        Body::Field(field) => (Some(field.number()) == first).then_some("body"),
    }
}

/// As forms encode it: a plus is a space.
fn plain(text: &str) -> Option<String> {
    decode(&text.replace('+', " "), Reserved::Decoded).map(|text| text.into_owned())
}

fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}
