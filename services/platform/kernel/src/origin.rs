//! Where a call came from and what it asked for, as the audit trail keeps it.

use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// A document, by what it is and its id.
pub type DocumentName = (&'static str, Uuid);

/// What an item of a request names, and why it is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    pub documents: Vec<DocumentName>,
    /// In the caller's words; empty where the request has no reason.
    pub reason: String,
}

/// An item that was refused and has changed nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedItem {
    pub asked: Asked,
    pub request_id: Option<Uuid>,
    /// Such as `orders.o2c/ORDER_NOT_FOUND`.
    pub refusal: String,
}

/// Where a call came from. What of it was refused in no transaction is gathered here, for whoever answers the call to
/// write down.
#[derive(Debug, Default)]
pub struct Origin {
    /// The name under which the call is found in logs.
    pub request_id: Arc<str>,
    /// The process that vouches for the caller; empty where nothing is signed.
    pub process: Arc<str>,
    refused: Mutex<Vec<RefusedItem>>,
}

impl Origin {
    #[must_use]
    pub fn new(request_id: Arc<str>, process: Arc<str>) -> Self {
        Self { request_id, process, refused: Mutex::default() }
    }

    /// Remembers what was refused. A call has no more items than a batch may have.
    pub fn refuse(&self, items: impl IntoIterator<Item = RefusedItem>) {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).extend(items);
    }

    /// What was refused so far, given out once.
    #[must_use]
    pub fn take_refused(&self) -> Vec<RefusedItem> {
        std::mem::take(&mut *self.refused.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_refused_is_given_out_once() {
        let origin = Origin::default();
        let item = RefusedItem { asked: Asked::default(), request_id: None, refusal: "test/NO".to_owned() };
        origin.refuse([item.clone()]);
        assert_eq!(origin.take_refused(), [item]);
        assert!(origin.take_refused().is_empty());
    }
}
