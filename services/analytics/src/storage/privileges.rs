//! What the running role may do with the tables. The archive of all facts is what everything else is made again from: it is
//! written once, and nobody who serves may prune it; in what a fact says, persons are forgotten (ADR 19).

use o2c_store::TablePrivileges;

pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::changing("archived_event", &["payload"]),
    TablePrivileges::append_only("archive_block"),
    TablePrivileges::changing("archive_indexed", &["before_offset"]),
    TablePrivileges::append_only("sales_document"),
    TablePrivileges::append_only("receivable_movement"),
    TablePrivileges::never_deleted("order_fact"),
    TablePrivileges::never_deleted("receivable"),
    TablePrivileges::never_deleted("receipt_fact"),
    TablePrivileges::never_deleted("proposal_fact"),
    TablePrivileges::never_deleted("day_sum"),
];
