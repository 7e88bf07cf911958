//! Who did something, as a message names them.

use o2c_kernel::{Principal, Violations};

use super::reason;

/// A name that must be there.
pub fn principal(v: &mut Violations, field: &str, name: &str) -> Option<Principal> {
    if name.is_empty() {
        v.add(field, reason::REQUIRED, "is required");
        return None;
    }
    Principal::parse(name).map_err(|error| v.add(field, reason::MALFORMED, error.to_string())).ok()
}
