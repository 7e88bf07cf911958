//! The wire: requests to commands, results to messages, a line per RPC.

mod parse_credit_note;
mod parse_debit_note;
mod parse_determine_tax;
mod parse_get;
mod parse_invoice;
mod parse_lists;
mod parse_note_line;
mod parse_tax_rule;
mod parse_void;
mod present;
mod present_tax;
mod service;

pub use service::Api;
