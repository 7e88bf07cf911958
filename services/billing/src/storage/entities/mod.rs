//! A row of each table.

pub mod billed_line;
pub mod document;
pub mod document_credit;
pub mod document_line;
pub mod return_credit;
pub mod shipment_part;
pub mod source_line;
pub mod source_order;
pub mod tax_country;
pub mod tax_rule;
pub mod tax_subtotal;
