//! What the running role may do with the tables. The journal, the edges between money and items, and every decision are
//! written once: a mistake is corrected by a further entry.

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("journal_entry"),
    TablePrivileges::append_only("journal_line"),
    TablePrivileges::append_only("application"),
    TablePrivileges::append_only("cash_decision"),
    TablePrivileges::append_only("settled_dispute"),
    TablePrivileges::append_only("closing"),
    TablePrivileges::changing(
        "open_item",
        &["customer_name", "open_amount", "dispute_id", "objected_amount", "version"],
    ),
    TablePrivileges::never_deleted("write_off"),
    TablePrivileges::changing("books", &["closed_through", "version"]),
];
