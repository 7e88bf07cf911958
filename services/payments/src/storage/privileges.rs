//! What the running role may do with the tables. What the bank said, who paid for whom and why a match was proposed is
//! written once; under which names a customer pays is forgotten with them.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("bank_statement"),
    TablePrivileges::append_only("bank_statement_line"),
    TablePrivileges::append_only("payer").and_deleting(),
    TablePrivileges::append_only("match_explanation"),
    TablePrivileges::append_only("deduction"),
    TablePrivileges::append_only("early_reversal"),
    TablePrivileges::changing("open_item", &["customer_name", "open_minor", "held", "suggested", "available"]),
    TablePrivileges::never_deleted("bank_account"),
    TablePrivileges::never_deleted("receipt"),
    TablePrivileges::never_deleted("match_proposal"),
    TablePrivileges::never_deleted("payment_exception"),
    TablePrivileges::never_deleted("matching_desk"),
];
