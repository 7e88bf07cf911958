//! The rules of billing, pure: no clock, no database, no wire. Amounts are exact, dates come in from outside.

pub mod credit;
pub mod dispute;
pub mod document;
pub mod draft;
pub mod gross;
pub mod ids;
pub mod invoicing;
pub mod note;
pub mod party;
pub mod reason;
pub mod refusal;
pub mod returned;
pub mod series;
pub mod shipment_part;
pub mod source;
pub mod tax;
pub mod tax_pack;
#[cfg(test)]
mod testing;
pub mod voiding;
