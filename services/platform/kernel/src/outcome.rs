//! A set of items, and what became of each.

use uuid::Uuid;

use crate::{Asked, DocumentName};

/// What makes an item repeatable (AIP-155): its own id, and a hash of the rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RequestKey {
    pub request_id: Uuid,
    pub hash: [u8; 32],
}

/// A command, with its key where the caller gave one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item<C> {
    pub key: Option<RequestKey>,
    /// What the request names, for the audit trail.
    pub asked: Asked,
    pub command: C,
}

impl<C> Item<C> {
    pub fn unkeyed(command: C) -> Self {
        Self { key: None, asked: Asked::default(), command }
    }
}

/// A result on its way back: the bytes that are stored with a key, and the documents that it names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub bytes: Vec<u8>,
    pub documents: Vec<DocumentName>,
}

/// An answer that names nothing.
impl From<Vec<u8>> for Answer {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, documents: Vec::new() }
    }
}

/// Items that are decided in one transaction. The interactive call is a set of one.
#[derive(Clone, Debug)]
pub struct Set<C, R> {
    pub items: Vec<Item<C>>,
    /// Makes the answer; made in `api/`, where the protos are.
    pub encode: fn(&R) -> Answer,
}

/// What became of one item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome<R, E> {
    Accepted(R),
    /// Accepted before, under the same key: the stored response.
    Replayed(Vec<u8>),
    Refused(E),
}

impl<R, E> Outcome<R, E> {
    pub fn accepted(self) -> Option<R> {
        match self {
            Self::Accepted(result) => Some(result),
            Self::Replayed(_) | Self::Refused(_) => None,
        }
    }

    pub const fn refusal(&self) -> Option<&E> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Accepted(_) | Self::Replayed(_) => None,
        }
    }
}

/// Per item, in the order given.
pub type PerItem<R, E> = Vec<Outcome<R, E>>;
