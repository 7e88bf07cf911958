//! The tables of the trail, those of the sealer among them: wherever commands are decided, all of them are.

use crate::migrate::{Migration, TablePrivileges};

/// Entries are found by time (their ids rise) and by caller; by document once they are sealed.
pub(crate) const FIRST: Migration = Migration { name: "store/0003_audit_trail", sql: TRAIL };

/// The trail made anew: principals and reasons apart from entries, under keys that can be thrown away; and the documents
/// that entries name packed into runs of pages, which the sealer merges. Chains begin anew with it.
pub(crate) const APART: Migration = Migration { name: "store/0004_audit_trail_apart", sql: TRAIL_APART };

const TRAIL: &str = "
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
";

const TRAIL_APART: &str = "
DROP TABLE audit_entry;
DROP TABLE audit_note;
DROP TABLE audit_unsealed;
DROP TABLE audit_block;
DROP TABLE audit_document;
CREATE TABLE audit_subject (
    tenant TEXT NOT NULL,
    subject_id UUID NOT NULL,
    principal TEXT NOT NULL,
    key BYTES NOT NULL,
    PRIMARY KEY (tenant, principal)
) CLUSTERED;
CREATE UNIQUE INDEX audit_subject_by_id ON audit_subject (tenant, subject_id);
CREATE TABLE audit_entry (
    tenant TEXT NOT NULL,
    entry_id UUID NOT NULL,
    subject_id UUID NOT NULL,
    body BYTES NOT NULL,
    PRIMARY KEY (tenant, entry_id)
);
CREATE INDEX audit_entry_by_subject ON audit_entry (tenant, subject_id, entry_id);
CREATE TABLE audit_note (
    tenant TEXT NOT NULL,
    entry_id UUID NOT NULL,
    item INTEGER NOT NULL,
    salt UUID NOT NULL,
    sealed BYTES NOT NULL,
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
CREATE TABLE audit_index_run (
    tenant TEXT NOT NULL,
    class INTEGER NOT NULL,
    run_id UUID NOT NULL,
    last_block BIGINT NOT NULL,
    first_entry UUID NOT NULL,
    last_entry UUID NOT NULL,
    PRIMARY KEY (tenant, class, run_id)
) CLUSTERED;
CREATE TABLE audit_index_page (
    tenant TEXT NOT NULL,
    run_id UUID NOT NULL,
    document_id UUID NOT NULL,
    entry_id UUID NOT NULL,
    packed BYTES NOT NULL,
    PRIMARY KEY (tenant, run_id, document_id, entry_id)
);
";

/// What stands in the trail stays as it is. Persons and reasons are erased by the owner of the tables, never by the running
/// role. The index is no evidence: it is made of the entries, and can be made anew.
pub(crate) const PRIVILEGES: [TablePrivileges; 7] = [
    TablePrivileges::append_only("audit_subject"),
    TablePrivileges::append_only("audit_entry"),
    TablePrivileges::append_only("audit_note"),
    TablePrivileges::append_only("audit_block"),
    TablePrivileges::append_only("audit_index_run").and_deleting(),
    TablePrivileges::append_only("audit_index_page").and_deleting(),
    TablePrivileges::append_only("audit_unsealed").and_deleting(),
];
