//! The tables that every command writes.

pub mod audit_entry;
pub mod audit_note;
pub mod audit_subject;
pub mod audit_unsealed;
