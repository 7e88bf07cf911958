//! What the running role may do with the tables. A notice that went out and the rules that it went out by are written
//! once.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("dunning_notice"),
    TablePrivileges::append_only("dunning_notice_line"),
    TablePrivileges::append_only("dunning_procedure"),
    TablePrivileges::append_only("dunning_level"),
    TablePrivileges::append_only("deduction"),
    TablePrivileges::changing(
        "open_item",
        &["customer_name", "open_minor", "flagged_minor", "dispute_id", "asked_minor", "disputed_minor", "version"],
    ),
    TablePrivileges::never_deleted("dispute"),
    TablePrivileges::never_deleted("dunning_case"),
    TablePrivileges::never_deleted("dunning_contact"),
    TablePrivileges::never_deleted("dunned_item"),
    TablePrivileges::never_deleted("dunning_run"),
    TablePrivileges::never_deleted("dunning_desk"),
];
