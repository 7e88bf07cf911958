//! Ids that cannot be mixed up: a UUID and what it names.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

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

    /// The same id for the same name: UUID version 5.
    #[must_use]
    pub fn derive(namespace: Uuid, name: &str) -> Self {
        Self::from_uuid(Uuid::new_v5(&namespace, name.as_bytes()))
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
}
