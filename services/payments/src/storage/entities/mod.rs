//! The tables, one a file.

pub mod bank_account;
pub mod bank_statement;
pub mod bank_statement_line;
pub mod deduction;
pub mod early_reversal;
pub mod match_explanation;
pub mod match_proposal;
pub mod match_proposal_item;
pub mod matching_desk;
pub mod open_item;
pub mod payer;
pub mod payment_exception;
pub mod receipt;
