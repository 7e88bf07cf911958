//! The contract: a line per RPC, a file per request, and the way back.

mod asked_items;
mod bank_statement_csv;
mod decide_proposal;
mod import_statement;
mod lists;
mod present;
mod present_pages;
mod service;

pub use service::Api;
