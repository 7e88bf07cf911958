//! Putting a value that was written as text into its field.

use o2c_kernel::Violations;
use o2c_rpc::parse::reason;
use prost_reflect::{DynamicMessage, Value};

use crate::{
    json::{self, reason as ours},
    routes::FieldPath,
};

/// Puts a value that stands in the path or in a header. Where the body brought another one, nobody can tell which is
/// meant.
pub(super) fn one(path: &FieldPath, text: &str, message: &mut DynamicMessage, violations: &mut Violations) {
    match json::from_text(&path.field().kind(), text) {
        Err((reason, description)) => violations.add(path.to_string(), reason, description),
        Ok(value) => {
            if path.get(message).is_some_and(|given| *given != value) {
                violations.add(path.to_string(), ours::CONFLICT, "is another one in the body");
            } else {
                set(path, value, message, violations);
            }
        }
    }
}

/// Puts the values that a query names.
pub(crate) fn many(path: &FieldPath, texts: &[String], message: &mut DynamicMessage, violations: &mut Violations) {
    let kind = path.field().kind();
    let mut values = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        match json::from_text(&kind, text) {
            Ok(value) => values.push(value),
            Err((reason, description)) => {
                let field = if path.field().is_list() { format!("{path}[{at}]") } else { path.to_string() };
                violations.add(field, reason, description);
            }
        }
    }
    if path.field().is_list() {
        set(path, Value::List(values), message, violations);
    } else if texts.len() > 1 {
        violations.add(path.to_string(), ours::DUPLICATE, "is given twice");
    } else if let Some(value) = values.pop() {
        set(path, value, message, violations);
    }
}

fn set(path: &FieldPath, value: Value, message: &mut DynamicMessage, violations: &mut Violations) {
    if let Some(other) = path.displaced(message) {
        violations.add(path.to_string(), ours::CONFLICT, format!("cannot be there beside `{other}`"));
        return;
    }
    let done = path.place(message).map(|holder| holder.try_set_field_by_number(path.field().number(), value));
    if !matches!(done, Some(Ok(()))) {
        violations.add(path.to_string(), reason::MALFORMED, "cannot be read");
    }
}
