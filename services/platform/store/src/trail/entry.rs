//! An entry of the trail.

use std::borrow::Cow;

use uuid::Uuid;

/// A text that mostly is one of the program's own.
pub type Name = Cow<'static, str>;

/// What has acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A call, of a person, a machine or another service.
    Call,
    /// A call that was refused as a whole and has changed nothing.
    Refusal,
    /// The service by itself, on facts.
    Fact,
    /// The service by itself, at the end of a saga.
    Saga,
}

/// Who did what, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Later entries have later ids, as far as clocks agree.
    pub id: Uuid,
    /// Empty where nobody could be named.
    pub tenant: String,
    /// Machine time, microseconds since 1970 UTC.
    pub recorded_at: i64,
    pub kind: EntryKind,
    /// Stands in place of the principal in what is hashed; given when the entry is written.
    pub subject: Uuid,
    /// Empty where nobody could be named, and as long as nobody has looked the subject up.
    pub principal: String,
    /// The process that vouches for the caller; empty where nothing is signed.
    pub process: String,
    /// The full gRPC method, the type of the facts, or the saga's name and step.
    pub method: String,
    pub request_id: String,
    /// The W3C trace context; empty where there is none.
    pub trace: String,
    /// How many calls it stands for: more than one only for refusals that are counted and not told one by one.
    pub calls: u64,
    pub items: Vec<EntryItem>,
    pub changes: Vec<Change>,
}

/// What became of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryItem {
    /// Its idempotency key, the fact or the saga.
    pub request_id: Option<Uuid>,
    /// Of the request as it was sent, without its key.
    pub hash: Option<[u8; 32]>,
    /// What the request names, and what it has made.
    pub documents: Vec<(Name, Uuid)>,
    /// Empty: accepted. Otherwise why not, such as `orders.o2c/ORDER_NOT_FOUND`.
    pub refusal: Name,
    /// Binds the reason that the caller gave, which is kept apart and may be erased; none where there was none.
    pub note: Option<[u8; 32]>,
}

/// A document that the transaction has changed, or stated a fact about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its table, or the type of the aggregate.
    pub kind: Name,
    pub id: Uuid,
    /// None: it was not there, or has no versions.
    pub before: Option<i64>,
    /// None: it has no versions.
    pub after: Option<i64>,
}

impl Entry {
    /// Every document that it names, each once.
    #[must_use]
    pub fn documents(&self) -> Vec<Uuid> {
        let named = self.items.iter().flat_map(|item| item.documents.iter().map(|(_, id)| *id));
        let mut all: Vec<Uuid> = named.chain(self.changes.iter().map(|change| change.id)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
