//! The tables of the trail, those of the sealer among them: wherever commands are decided, all of them are.

use crate::migrate::{Migration, TablePrivileges};

/// Entries are found by time (their ids rise) and by caller; by document once they are sealed.
pub(crate) const MIGRATION: Migration = Migration {
    name: "store/0003_audit_trail",
    sql: "
CREATE TABLE audit_entry (
    tenant TEXT NOT NULL,
    entry_id UUID NOT NULL,
    principal TEXT NOT NULL,
    body BYTES NOT NULL,
    PRIMARY KEY (tenant, entry_id)
);
CREATE INDEX audit_entry_by_principal ON audit_entry (tenant, principal, entry_id);
CREATE TABLE audit_note (
    tenant TEXT NOT NULL,
    entry_id UUID NOT NULL,
    item INTEGER NOT NULL,
    salt UUID NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (tenant, entry_id, item)
) CLUSTERED;
CREATE TABLE audit_unsealed (
    entry_id UUID NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL
) CLUSTERED;
CREATE TABLE audit_block (
    tenant TEXT NOT NULL,
    number BIGINT NOT NULL,
    sealed_at BIGINT NOT NULL,
    entries BYTES NOT NULL,
    previous BYTES NOT NULL,
    hash BYTES NOT NULL,
    PRIMARY KEY (tenant, number)
);
CREATE TABLE audit_document (
    tenant TEXT NOT NULL,
    document_id UUID NOT NULL,
    entry_id UUID NOT NULL,
    PRIMARY KEY (tenant, document_id, entry_id)
) CLUSTERED;
",
};

/// What stands in the trail stays as it is. Reasons are erased by the owner of the tables, never by the program.
pub(crate) const PRIVILEGES: [TablePrivileges; 5] = [
    TablePrivileges::append_only("audit_entry"),
    TablePrivileges::append_only("audit_note"),
    TablePrivileges::append_only("audit_block"),
    TablePrivileges::append_only("audit_document"),
    TablePrivileges::append_only("audit_unsealed").and_deleting(),
];
