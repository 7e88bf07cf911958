//! Enums: a number that this server does not know must not become a default in silence.

use o2c_kernel::Violations;

use super::reason;

/// A value that must be named. The first value of every enum is its `…_UNSPECIFIED`.
pub fn known_enum<E: TryFrom<i32>>(v: &mut Violations, field: &str, value: i32) -> Option<E> {
    if value == 0 {
        v.add(field, reason::REQUIRED, "is required");
        return None;
    }
    let known = E::try_from(value).ok();
    if known.is_none() {
        v.add(field, reason::UNKNOWN_VALUE, format!("{value} is not known"));
    }
    known
}

/// A value that may be left unspecified.
pub fn optional_enum<E: TryFrom<i32>>(v: &mut Violations, field: &str, value: i32) -> Option<Option<E>> {
    if value == 0 { Some(None) } else { known_enum(v, field, value).map(Some) }
}
