//! Ids: UUIDs in their one usual form, so that an id is the same text everywhere.

use o2c_kernel::{Id, Violations};
use uuid::Uuid;

use super::{optional, reason};

/// Of `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`. The forms with braces, without hyphens or as URN are not taken.
const LENGTH: usize = 36;

/// An id that must be there.
pub fn id<K>(v: &mut Violations, field: &str, value: &str) -> Option<Id<K>> {
    uuid(v, field, value).map(Id::from_uuid)
}

/// An id that may be empty.
pub fn optional_id<K>(v: &mut Violations, field: &str, value: &str) -> Option<Option<Id<K>>> {
    optional(Some(value).filter(|text| !text.is_empty()), |text| id(v, field, text))
}

/// A UUID that must be there.
pub fn uuid(v: &mut Violations, field: &str, value: &str) -> Option<Uuid> {
    if value.is_empty() {
        v.add(field, reason::REQUIRED, "is required");
        return None;
    }
    let uuid = Some(value).filter(|text| text.len() == LENGTH).and_then(|text| Uuid::try_parse(text).ok());
    if uuid.is_none() {
        v.add(field, reason::MALFORMED, "is not a UUID");
    }
    uuid
}
