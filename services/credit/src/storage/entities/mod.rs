//! The tables.

pub mod credit_account;
pub mod credit_decision;
pub mod credit_reservation;
pub mod credit_review;
pub mod credit_terms_change;
pub mod document_exposure;
pub mod exposure_entry;
