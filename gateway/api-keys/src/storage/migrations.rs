//! The schema.

use o2c_store::{Migration, TablePrivileges};

pub const MIGRATIONS: &[Migration] = &[Migration { name: "gateway/0001_api_key", sql: API_KEY }];

pub const LATER_MIGRATIONS: &[Migration] = &[Migration { name: "gateway/0003_access_key", sql: ACCESS_KEY }];

/// A key is never deleted: who was let in can be told later.
pub const PRIVILEGES: &[TablePrivileges] = &[
    TablePrivileges::changing("api_key", &["revoked_at", "last_used_at"]),
    TablePrivileges::changing("access_key", &["revoked_by", "revoked_at", "last_used_at", "version"]),
];

// What keys were in before they had ids of documents; a program of before still looks here while it is replaced.
const API_KEY: &str = "
CREATE TABLE api_key (
    tenant TEXT NOT NULL,
    key_id TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    secret_hash BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT NULL,
    last_used_at BIGINT NULL,
    PRIMARY KEY (tenant, key_id)
) CLUSTERED;
CREATE UNIQUE INDEX api_key_by_id ON api_key (key_id);
";

// A caller brings the id alone: it is unique among all tenants. Who has made a key of before is not known.
const ACCESS_KEY: &str = "
CREATE TABLE access_key (
    tenant TEXT NOT NULL,
    api_key_id UUID NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    secret_hash BYTES NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_by TEXT,
    revoked_at BIGINT,
    last_used_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (tenant, api_key_id)
) CLUSTERED;
CREATE UNIQUE INDEX access_key_by_id ON access_key (api_key_id);
CREATE INDEX access_key_by_end ON access_key (tenant, expires_at) WHERE revoked_at IS NULL;
INSERT INTO access_key (tenant, api_key_id, name, roles, secret_hash, created_by, created_at, expires_at, revoked_by,
    revoked_at, last_used_at, version)
SELECT tenant, CAST(HEXADECIMAL ('0000000000000000' || key_id) AS UUID), name, roles, secret_hash, 'system:gateway',
    created_at, expires_at, CASE WHEN revoked_at IS NULL THEN NULL ELSE 'system:gateway' END, revoked_at, last_used_at, 1
FROM api_key;
";
