//! Migrations: up only, in order, each in a transaction of its own (but an index of a table with rows), one text for both
//! engines.

mod apply;
mod beside;
mod check;
mod grant;
mod lock;
mod privileges;
mod script;
mod statistics;
mod wall;

use std::time::Duration;

use uuid::Uuid;

pub use privileges::{PRIVILEGES, TablePrivileges};
pub(crate) use wall::{EVERY_TENANT, TENANT};

/// A step of the schema. Once released it never changes; the next step is a new one.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Unique among all migrations of a store, such as `orders/0001_order`.
    pub name: &'static str,
    /// SQL statements, each ended by `;` at the end of a line. Words that differ between the engines:
    /// `UUID`, `BYTES`, `IDENTITY` (type of a column that is the primary key and handed out by the database), and after
    /// the closing parenthesis of a CREATE TABLE `CLUSTERED` (rows are stored in the order of the key) and then
    /// `REWRITTEN` (most rows change soon after they were inserted, in columns that no index has: room is left for it).
    /// An index of a table that has rows is a migration of its own, `CREATE INDEX CONCURRENTLY … ON …`: on PostgreSQL it is
    /// made beside those who write, and outside of a transaction.
    pub sql: &'static str,
}

impl Migration {
    /// A digest of the portable text, so that it is the same on both engines; databases keep it.
    #[must_use]
    pub fn checksum(&self) -> String {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, self.sql.as_bytes()).to_string()
    }
}

/// What a call of `migrate` did.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct MigrationReport {
    /// Applied now, in order.
    pub applied: Vec<&'static str>,
    /// There before.
    pub already: usize,
}

/// Why the schema does not fit the program.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MigrationError {
    /// An applied migration has another text now.
    #[error("migration {0} was changed after it had been applied")]
    Changed(&'static str),
    /// The program needs migrations that were not applied.
    #[error("migrations are missing: {}; run `o2c migrate`", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// Two migrations have one name.
    #[error("two migrations are called {0}")]
    Twice(&'static str),
    /// Another process kept the lock of migrations for too long.
    #[error("{service} waited {patience:?} to migrate schema {schema}, which {holder} is migrating")]
    Waited {
        /// Who waited.
        service: &'static str,
        /// The schema that both wanted to migrate.
        schema: String,
        /// How long it waited.
        patience: Duration,
        /// Who holds the lock, as the server knows it.
        holder: String,
    },
    /// A table was in use for too long.
    #[error("migration {migration} waited {patience:?} for a table that is in use")]
    InUse {
        /// The migration.
        migration: &'static str,
        /// How long it waited.
        patience: Duration,
    },
    /// The schema was to be changed by a role that may not.
    #[error("this role may not change schema {schema}: migrate as its owner")]
    NotOwner {
        /// The schema.
        schema: String,
    },
    /// The role that the program runs as may not use the schema.
    #[error("this role may not use schema {schema}: the role that migrates has to grant it")]
    NotGranted {
        /// The schema.
        schema: String,
    },
    /// There is no such role to grant anything to.
    #[error("there is no role {role}")]
    NoRole {
        /// The role.
        role: String,
    },
    /// The running role may do whatever the owner may.
    #[error("role {role} may act as the owner of schema {schema}, and cannot be kept from anything there")]
    NotApart {
        /// The role.
        role: String,
        /// The schema.
        schema: String,
    },
}

/// The platform's own tables: keys of idempotency, number series, the audit trail.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "store/0001_idempotency_key",
        sql: "
CREATE TABLE idempotency_key (
    tenant TEXT NOT NULL,
    principal TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id UUID NOT NULL,
    hash BYTES NOT NULL,
    response BYTES,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, principal, method, request_id)
) CLUSTERED REWRITTEN;
CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);
",
    },
    Migration {
        name: "store/0002_number_series",
        sql: "
CREATE TABLE number_series (
    tenant TEXT NOT NULL,
    series TEXT NOT NULL,
    next BIGINT NOT NULL,
    PRIMARY KEY (tenant, series)
) CLUSTERED;
",
    },
    crate::trail::FIRST,
    crate::trail::APART,
];
