pub mod audit_block;
pub mod audit_document;
