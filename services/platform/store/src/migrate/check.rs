//! Whether the schema is the one that the program needs.

use std::collections::HashMap;
use std::time::Duration;

use o2c_kernel::Deadline;
use sea_orm::{ConnectionTrait, Statement, Value};

use super::{Migration, MigrationError};
use crate::connect::{Pools, Store};
use crate::error::StoreError;
use crate::tx::Tx;

impl Store {
    /// Refuses a schema that this role may not use, that lacks a migration or has another text of one. Migrations that this program does not know
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

impl Store {
    /// Whether a newer program has migrated the schema: it has what this one does not know.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn is_newer_than(&self, sets: &[&[Migration]]) -> Result<bool, StoreError> {
        let known = in_order(sets)?;
        let tx = self.begin_read(Deadline::after(Duration::from_secs(30))).await?;
        let applied = applied(self, &tx).await?;
        tx.rollback().await;
        Ok(applied.keys().any(|name| known.iter().all(|migration| migration.name != name)))
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

/// What there is of the place that migrations are written down in.
pub(super) enum Place<'a> {
    NoSchema(&'a str),
    NoTable,
    Ready,
}

/// What this role finds: the catalog shows a schema also to who may not use it.
const VISIBLE: &str = "\
SELECT has_schema_privilege(n.oid, 'USAGE') AS usable, c.oid IS NOT NULL AS there,
       coalesce(has_table_privilege(c.oid, 'SELECT'), true) AS readable
FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'schema_migration'
WHERE n.nspname = $1";

/// Looks for the schema and the table of migrations.
pub(super) async fn place<'a>(store: &'a Store, tx: &Tx) -> Result<Place<'a>, StoreError> {
    let backend = store.engine().backend();
    let Some(schema) = schema(store) else {
        let table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'";
        let found = tx.connection().query_one_raw(Statement::from_string(backend, table)).await?;
        return Ok(found.map_or(Place::NoTable, |_| Place::Ready));
    };
    let visible = Statement::from_sql_and_values(backend, VISIBLE, [Value::from(schema)]);
    let Some(row) = tx.connection().query_one_raw(visible).await? else {
        return Ok(Place::NoSchema(schema));
    };
    let (usable, there, readable): (bool, bool, bool) =
        (row.try_get("", "usable")?, row.try_get("", "there")?, row.try_get("", "readable")?);
    match there {
        _ if !usable || !readable => Err(MigrationError::NotGranted { schema: schema.to_owned() }.into()),
        true => Ok(Place::Ready),
        false => Ok(Place::NoTable),
    }
}

/// The migrations that were applied, with their checksums; none where there is no schema yet.
pub(super) async fn applied(store: &Store, tx: &Tx) -> Result<HashMap<String, String>, StoreError> {
    let mut applied = HashMap::new();
    if !matches!(place(store, tx).await?, Place::Ready) {
        return Ok(applied);
    }
    let rows = Statement::from_string(store.engine().backend(), "SELECT name, checksum FROM schema_migration");
    for row in tx.connection().query_all_raw(rows).await? {
        applied.insert(row.try_get("", "name")?, row.try_get("", "checksum")?);
    }
    Ok(applied)
}

/// Whether the migration was applied, with this text.
pub(super) fn unchanged(migration: &Migration, applied: &HashMap<String, String>) -> Result<bool, StoreError> {
    match applied.get(migration.name) {
        None => Ok(false),
        Some(checksum) if *checksum == migration.checksum() => Ok(true),
        Some(_) => Err(MigrationError::Changed(migration.name).into()),
    }
}

/// The schema that a PostgreSQL store lives in.
pub(super) fn schema(store: &Store) -> Option<&str> {
    match &store.0.pools {
        Pools::Sqlite { .. } => None,
        Pools::Postgres(postgres) => Some(postgres.settings().schema()),
    }
}
