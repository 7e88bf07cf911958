//! Ids that cannot be mixed up: a UUID and what it names.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid, Variant};

use crate::date::Date;

/// Bytes of a UUID of version 7 that say when it was made (RFC 9562 §5.7).
const TIME: usize = 6;

const DAY_MILLISECONDS: u64 = 24 * 60 * 60 * 1_000;

/// The id of a `K`. `K` is a marker type of the service that owns the thing.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: a UUID is expected")]
pub struct IdError(pub String);

/// A new UUID of version 7: ids made later sort later, so that indexes grow at one end.
#[expect(clippy::disallowed_methods, reason = "the one place where ids are made")]
#[must_use]
pub fn new_uuid() -> Uuid {
    Uuid::now_v7()
}

/// The same UUID for the same name of the same parent.
///
/// It is the hash of both (version 5, RFC 9562 §5.5). Where the parent says when it was made, the hash's first six bytes
/// are the parent's and the version is 8 (§5.8): what comes of documents made together then stands together in every
/// index, however large the book is. 74 bits of the hash are left, as many as version 7 has.
#[must_use]
pub fn derived_uuid(parent: Uuid, name: &[u8]) -> Uuid {
    let hash = Uuid::new_v5(&parent, name);
    if parent.get_variant() != Variant::RFC4122 || !matches!(parent.get_version_num(), 7 | 8) {
        return hash;
    }
    let mut bytes = hash.into_bytes();
    for (byte, of_parent) in bytes.iter_mut().zip(parent.as_bytes()).take(TIME) {
        *byte = *of_parent;
    }
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The same UUID for the same name of something of a day: for what comes from outside and may come again. What is of later
/// days stands later.
#[must_use]
pub fn uuid_of_day(day: Date, name: &[u8]) -> Uuid {
    let milliseconds = u64::try_from(day.days()).unwrap_or(0) * DAY_MILLISECONDS;
    derived_uuid(Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid(), name)
}

impl<K> Id<K> {
    /// A new id, later than all before it in this process.
    #[expect(clippy::new_without_default, reason = "every call gives another id: a default would mislead")]
    #[must_use]
    pub fn new() -> Self {
        Self::from_uuid(new_uuid())
    }

    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    pub fn parse(text: &str) -> Result<Self, IdError> {
        Uuid::try_parse(text).map(Self::from_uuid).map_err(|_| IdError(text.chars().take(40).collect()))
    }

    /// The same id for the same name of the same parent: see [`derived_uuid`].
    #[must_use]
    pub fn derive(parent: Uuid, name: &str) -> Self {
        Self::from_uuid(derived_uuid(parent, name.as_bytes()))
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Id<K> {}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing;

    #[test]
    fn later_ids_sort_later_and_derived_ones_repeat() {
        let (first, second) = (Id::<Thing>::new(), Id::<Thing>::new());
        assert!(first < second);
        let namespace = first.uuid();
        assert_eq!(Id::<Thing>::derive(namespace, "a"), Id::<Thing>::derive(namespace, "a"));
        assert!(Id::<Thing>::parse("nonsense").is_err());
        assert_eq!(Id::<Thing>::parse(&first.to_string()), Ok(first));
    }

    #[test]
    fn what_is_derived_stands_where_its_parent_stands() {
        let (first, second) = (new_uuid(), Uuid::from_u128(new_uuid().as_u128() + (1_u128 << 80)));
        let child = derived_uuid(first, b"invoice");
        let grandchild = derived_uuid(child, b"open item");
        for derived in [child, grandchild] {
            assert_eq!(derived.as_bytes()[..TIME], first.as_bytes()[..TIME]);
            assert_eq!((derived.get_version_num(), derived.get_variant()), (8, Variant::RFC4122));
            assert!(derived < derived_uuid(second, b"invoice"), "a millisecond later is later");
        }
        assert_ne!(child, derived_uuid(first, b"credit note"));
        let of_the_same_millisecond = Uuid::from_u128(first.as_u128() ^ 1);
        assert_ne!(child, derived_uuid(of_the_same_millisecond, b"invoice"));
    }

    #[test]
    fn what_is_of_a_day_is_the_same_whenever_it_comes_and_stands_before_the_next_day() {
        let day = Date::parse("2011-01-04").unwrap();
        let id = uuid_of_day(day, b"statement 1");
        assert_eq!(id.to_string(), uuid_of_day(day, b"statement 1").to_string());
        assert_eq!((id.get_version_num(), id.get_variant()), (8, Variant::RFC4122));
        assert_ne!(id, uuid_of_day(day, b"statement 2"));
        assert!(id < uuid_of_day(day.add_days(1).unwrap(), b"statement 1"));
        assert_ne!(uuid_of_day(Date::from_days(-1).unwrap(), b"a"), uuid_of_day(Date::from_days(-1).unwrap(), b"b"));
    }

    #[test]
    fn what_is_derived_of_a_parent_without_a_time_is_its_hash() {
        for parent in [Uuid::NAMESPACE_OID, Uuid::from_u128(0x1b67_9ba4_5d1e_4c3a_9f10_2f7d_31c8_a5e2), Uuid::nil()] {
            assert_eq!(derived_uuid(parent, b"a"), Uuid::new_v5(&parent, b"a"));
        }
    }
}
