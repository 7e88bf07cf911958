//! The schema of the gateway's own database.

use o2c_store::{Migration, TablePrivileges};

pub const MIGRATIONS: &[Migration] = &[Migration { name: "gateway/0001_api_key", sql: API_KEY }];

/// A key is never deleted: who was let in can be told later.
pub const PRIVILEGES: &[TablePrivileges] = &[TablePrivileges::changing("api_key", &["revoked_at", "last_used_at"])];

// A caller brings the id alone: it is unique among all tenants.
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
