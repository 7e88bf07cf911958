//! Pages of lists.

use o2c_kernel::{KeyPart, PageToken};

/// Which page of a list.
#[derive(Clone, Debug)]
pub struct PageRequest {
    pub size: u64,
    /// The key after which the page begins; empty for the first.
    pub after: Vec<KeyPart>,
    /// What chooses the list: a token is good for that alone.
    pub filter: String,
}

/// Which page of a list, or of those that have one of these names.
#[derive(Clone, Debug)]
pub struct ListNamed {
    pub page: PageRequest,
    /// Empty: all.
    pub names: Vec<String>,
}

/// A page, and where the next one begins.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Empty after the last page.
    pub next: String,
}

impl PageRequest {
    /// One more than asked for is read, to see whether there is more.
    pub fn limit(&self) -> u64 {
        self.size.saturating_add(1)
    }

    /// The first part of the key, where it is a UUID.
    pub fn after_uuid(&self) -> Option<uuid::Uuid> {
        match self.after.first() {
            Some(KeyPart::Uuid(uuid)) => Some(*uuid),
            _ => None,
        }
    }

    /// The key, where it is a name and whose it is.
    pub fn after_name(&self) -> Option<(&str, uuid::Uuid)> {
        match self.after.as_slice() {
            [KeyPart::Text(name), KeyPart::Uuid(uuid)] => Some((name, *uuid)),
            _ => None,
        }
    }

    /// The first part of the key, where it is a number.
    pub fn after_number(&self) -> Option<i64> {
        match self.after.first() {
            Some(KeyPart::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// Cuts what was read to the page asked for.
    pub fn page<T>(&self, mut items: Vec<T>, key: impl Fn(&T) -> Vec<KeyPart>) -> Page<T> {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = items.len() > size;
        items.truncate(size);
        let last = items.last().filter(|_| more);
        let next = last.map(|last| PageToken::encode(&key(last), &self.filter)).unwrap_or_default();
        Page { items, next }
    }
}
