//! Rows that are written whole, in sets.

pub(crate) mod consumer_cursor;
pub(crate) mod dead_letter;
pub(crate) mod outbox;
pub(crate) mod parked_event;
pub(crate) mod unpublished;
