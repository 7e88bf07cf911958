//! Every rule of the desk, and every refusal.

mod cash;
mod closed;
mod credit_notes;
mod disputes;
mod laws;
mod reversals;
mod write_offs;
