//! What the running role may do with the tables of messaging. A fact that was stated is never changed, and let
//! go of when it is old. A head or cursor never vanishes: it is what refuses a double.

use o2c_store::TablePrivileges;

/// To be granted by every service that has these tables.
pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::append_only("outbox").and_deleting(),
    TablePrivileges::append_only("outbox_unpublished").and_deleting(),
    TablePrivileges::changing("aggregate_head", &["last_sequence", "changed_at", "redone_sequence"]),
    TablePrivileges::append_only("aggregate_behind").and_deleting(),
    TablePrivileges::changing("consumer_cursor", &["last_sequence"]),
    TablePrivileges::changing("incarnation", &["id", "created_at"]),
];
