//! Applying what is missing.

use std::time::Duration;

use o2c_kernel::{Deadline, machine_now};
use sea_orm::{ConnectionTrait, Statement, Value};

use super::check::{applied, checksum, in_order, schema, unchanged};
use super::script::statements;
use super::{Migration, MigrationReport};
use crate::connect::Store;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::tx::Tx;

/// How long to wait for another process that migrates, or that uses a table.
const PATIENCE: Duration = Duration::from_secs(60);

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration \
    (name TEXT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL, checksum TEXT NOT NULL)";

impl Store {
    /// Applies the migrations that are missing, in the order given. Two processes may call it at once.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when an applied migration was changed, and those of the database.
    pub async fn migrate(&self, sets: &[&[Migration]]) -> Result<MigrationReport, StoreError> {
        let all = in_order(sets)?;
        self.prepare().await?;
        let mut report = MigrationReport::default();
        for migration in all {
            if self.apply(&migration).await? {
                report.applied.push(migration.name);
            } else {
                report.already = report.already.saturating_add(1);
            }
        }
        if !report.applied.is_empty() {
            self.describe_keys().await?;
            tracing::info!(service = self.service(), applied = ?report.applied, "the schema was migrated");
        }
        Ok(report)
    }

    async fn prepare(&self) -> Result<(), StoreError> {
        let tx = self.locked().await?;
        if let Some(schema) = schema(self) {
            let quoted = schema.replace('"', "\"\"");
            tx.connection().execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS \"{quoted}\"")).await?;
        }
        tx.connection().execute_unprepared(TABLE).await?;
        tx.commit().await
    }

    /// One migration in one transaction; false if it was there.
    async fn apply(&self, migration: &Migration) -> Result<bool, StoreError> {
        let tx = self.locked().await?;
        if unchanged(migration, &applied(self, &tx).await?)? {
            tx.rollback().await;
            return Ok(false);
        }
        for statement in statements(migration.sql, self.engine()) {
            tx.connection().execute_unprepared(&statement).await?;
        }
        let backend = self.engine().backend();
        let sql = match self.engine() {
            Engine::Sqlite => "INSERT INTO schema_migration (name, applied_at, checksum) VALUES (?, ?, ?)",
            Engine::Postgres => "INSERT INTO schema_migration (name, applied_at, checksum) VALUES ($1, $2, $3)",
        };
        let values =
            [Value::from(migration.name), Value::from(machine_now().micros()), Value::from(checksum(migration))];
        tx.connection().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A write transaction that only one migrating process has at a time. The lock ends with the transaction, so that
    /// a pooling proxy in between does no harm.
    pub(super) async fn locked(&self) -> Result<Tx, StoreError> {
        let tx = self.begin_write(Deadline::after(PATIENCE)).await?;
        if let Some(schema) = schema(self) {
            let patience = PATIENCE.as_millis();
            let settings = format!("SET LOCAL lock_timeout = {patience}; SET LOCAL statement_timeout = 0");
            tx.connection().execute_unprepared(&settings).await?;
            let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
            let name = [Value::from(format!("o2c migrate {schema}"))];
            tx.connection().query_one_raw(Statement::from_sql_and_values(self.engine().backend(), lock, name)).await?;
        }
        Ok(tx)
    }
}
