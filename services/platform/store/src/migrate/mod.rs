//! Migrations: up only, in order, each in a transaction of its own, one text for both engines.

mod apply;
mod check;
mod script;
mod statistics;

/// A step of the schema. Once released it never changes; the next step is a new one.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Unique among all migrations of a store, such as `orders/0001_order`.
    pub name: &'static str,
    /// SQL statements, each ended by `;` at the end of a line. Words that differ between the engines:
    /// `UUID`, `BYTES`, `IDENTITY` (type of a column that is the primary key and handed out by the database), and
    /// `CLUSTERED` after the closing parenthesis of a CREATE TABLE (rows are stored in the order of the key).
    pub sql: &'static str,
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
}

/// The platform's own tables: keys of idempotency, number series.
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
) CLUSTERED;
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
];
