//! Whether the schema is the one that the program needs.

use std::collections::HashMap;
use std::time::Duration;

use o2c_kernel::Deadline;
use sea_orm::ConnectionTrait;
use sea_orm::Statement;
use uuid::Uuid;

use super::{Migration, MigrationError};
use crate::connect::{Pools, Store};
use crate::error::StoreError;
use crate::tx::Tx;

impl Store {
    /// Refuses a schema that lacks a migration or has another text of one. Migrations that this program does not know
    /// are fine: a newer program expands first and contracts later.
    ///
    /// # Errors
    /// [`StoreError::Migration`], and those of the database.
    pub async fn check_version(&self, sets: &[&[Migration]]) -> Result<(), StoreError> {
        let all = in_order(sets)?;
        let tx = self.begin_read(Deadline::after(Duration::from_secs(30))).await?;
        let applied = applied(self, &tx).await?;
        tx.rollback().await;
        let missing: Vec<&'static str> =
            all.iter().map(|migration| migration.name).filter(|name| !applied.contains_key(*name)).collect();
        if !missing.is_empty() {
            return Err(MigrationError::Missing(missing).into());
        }
        all.iter().try_for_each(|migration| unchanged(migration, &applied).map(drop))
    }
}

/// All migrations in the order they are applied in.
pub(super) fn in_order(sets: &[&[Migration]]) -> Result<Vec<Migration>, MigrationError> {
    let mut all: Vec<Migration> = Vec::new();
    for migration in sets.iter().flat_map(|set| set.iter()) {
        if all.iter().any(|other| other.name == migration.name) {
            return Err(MigrationError::Twice(migration.name));
        }
        all.push(*migration);
    }
    Ok(all)
}

/// The migrations that were applied, with their checksums; none where there is no schema yet.
pub(super) async fn applied(store: &Store, tx: &Tx) -> Result<HashMap<String, String>, StoreError> {
    let connection = tx.connection();
    let backend = connection.get_database_backend();
    let there = match &store.0.pools {
        Pools::Sqlite { .. } => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'",
        Pools::Postgres { .. } => {
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration'"
        }
    };
    if connection.query_one_raw(Statement::from_string(backend, there)).await?.is_none() {
        return Ok(HashMap::new());
    }
    let rows = Statement::from_string(backend, "SELECT name, checksum FROM schema_migration");
    let mut applied = HashMap::new();
    for row in connection.query_all_raw(rows).await? {
        applied.insert(row.try_get("", "name")?, row.try_get("", "checksum")?);
    }
    Ok(applied)
}

/// Whether the migration was applied, with this text.
pub(super) fn unchanged(migration: &Migration, applied: &HashMap<String, String>) -> Result<bool, StoreError> {
    match applied.get(migration.name) {
        None => Ok(false),
        Some(checksum) if *checksum == self::checksum(migration) => Ok(true),
        Some(_) => Err(MigrationError::Changed(migration.name).into()),
    }
}

/// A digest of the portable text, so that it is the same on both engines.
pub(super) fn checksum(migration: &Migration) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, migration.sql.as_bytes()).to_string()
}

/// The schema that a PostgreSQL store lives in.
pub(super) fn schema(store: &Store) -> Option<&str> {
    match &store.0.pools {
        Pools::Sqlite { .. } => None,
        Pools::Postgres { schema, .. } => Some(schema),
    }
}
