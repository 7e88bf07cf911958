//! The tables.

pub mod contact;
pub mod deduction;
pub mod desk;
pub mod dispute;
pub mod dunned_item;
pub mod dunning_case;
pub mod level;
pub mod notice;
pub mod notice_line;
pub mod open_item;
pub mod procedure;
pub mod run;
