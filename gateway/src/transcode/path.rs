//! The variables of a path.

use o2c_kernel::Violations;
use o2c_rpc::parse::reason;
use prost_reflect::DynamicMessage;

use super::put;
use crate::{
    routes::Binding,
    template::{Reserved, decode},
};

/// Puts the variables into their fields. A value of several segments keeps its encoded slashes: decoded they could not
/// be told from those between the segments.
pub(super) fn read(binding: &Binding, values: &[String], message: &mut DynamicMessage, violations: &mut Violations) {
    for ((variable, path), raw) in binding.template.variables.iter().zip(&binding.variables).zip(values) {
        let reserved = if variable.spans(&binding.template) { Reserved::Kept } else { Reserved::Decoded };
        match decode(raw, reserved) {
            Some(text) => put::one(path, &text, message, violations),
            None => violations.add(path.to_string(), reason::MALFORMED, "is not percent-encoded UTF-8"),
        }
    }
}
