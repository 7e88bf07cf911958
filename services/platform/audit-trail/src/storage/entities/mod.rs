pub mod audit_block;
pub mod audit_index_page;
pub mod audit_index_run;
