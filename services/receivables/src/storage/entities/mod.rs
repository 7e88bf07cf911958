pub mod application;
pub mod cash_decision;
pub mod journal_entry;
pub mod journal_line;
pub mod open_item;
pub mod receipt;
pub mod settled_dispute;
pub mod write_off;
