//! The message of an RPC, out of all parts of an HTTP request.

use http::HeaderMap;
use o2c_kernel::Violations;
use prost_reflect::DynamicMessage;

use super::{body, path, query, repeat};
use crate::routes::Binding;

/// A request that a binding takes.
#[derive(Debug)]
pub(crate) struct Parts<'r> {
    /// The raw values of the path's variables.
    pub(crate) values: &'r [String],
    pub(crate) query: &'r str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r [u8],
}

/// Reads everything, and tells of everything that is wrong.
pub(crate) fn message(
    binding: &Binding,
    parts: &Parts<'_>,
    mut violations: Violations,
) -> Result<DynamicMessage, Violations> {
    let mut message = DynamicMessage::new(binding.method.input.clone());
    // The body first: what it holds may not differ from what path and headers say.
    body::read(binding, parts.body, &mut message, &mut violations);
    path::read(binding, parts.values, &mut message, &mut violations);
    query::read(binding, parts.query, &mut message, &mut violations);
    repeat::read(binding, parts.headers, &mut message, &mut violations);
    if violations.is_empty() {
        repeat::give_keys(binding, &mut message);
    }
    violations.into_result(message)
}
