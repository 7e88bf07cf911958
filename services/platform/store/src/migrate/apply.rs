//! Applying what is missing.

use o2c_kernel::{Deadline, machine_now};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use super::beside::Index;
use super::check::{Place, applied, in_order, place, schema, unchanged};
use super::lock::TABLE_WAIT;
use super::script::statements;
use super::{Migration, MigrationError, MigrationReport};
use crate::connect::{Pools, Store};
use crate::engine::Engine;
use crate::error::StoreError;
use crate::postgres::quoted;
use crate::sqlstate::{is_not_allowed, lock_timed_out};
use crate::tx::Tx;

const TABLE: &str = "CREATE TABLE schema_migration \
    (name TEXT NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL, checksum TEXT NOT NULL)";

impl Store {
    /// Applies the migrations that are missing, in the order given. Two processes may call it at once.
    ///
    /// # Errors
    /// [`StoreError::Migration`] when an applied migration was changed, another process migrates or uses a table for too
    /// long, or this role does not own the schema; and those of the database.
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

    /// Creates what is missing of the schema and of the table of migrations, and asks for no right where nothing is.
    async fn prepare(&self) -> Result<(), StoreError> {
        let tx = self.locked().await?;
        match place(self, &tx).await? {
            Place::Ready => {
                tx.rollback().await;
                return Ok(());
            }
            Place::NoTable => {}
            Place::NoSchema(schema) => {
                let create = format!("CREATE SCHEMA {}", quoted(schema));
                tx.connection().execute_unprepared(&create).await.map_err(|error| self.changing(error))?;
            }
        }
        tx.connection().execute_unprepared(TABLE).await.map_err(|error| self.changing(error))?;
        tx.commit().await
    }

    /// One migration, as soon as the tables that it changes can be had; false if it was there.
    ///
    /// Who waits for a table has everybody else wait who only reads it: it is tried for a moment, again and again.
    async fn apply(&self, migration: &Migration) -> Result<bool, StoreError> {
        let patience = Deadline::after(self.migration_patience());
        loop {
            match self.apply_once(migration).await {
                Err(StoreError::Migration(MigrationError::InUse { .. })) if !patience.expired() => {
                    tokio::time::sleep(TABLE_WAIT.min(patience.remaining())).await;
                }
                applied => return applied,
            }
        }
    }

    /// One migration, written down in the transaction that it is made in; false if it was there.
    async fn apply_once(&self, migration: &Migration) -> Result<bool, StoreError> {
        let tx = self.locked().await?;
        if unchanged(migration, &applied(self, &tx).await?)? {
            tx.rollback().await;
            return Ok(false);
        }
        self.run(&tx, migration).await.map_err(|error| self.applying(migration, error))?;
        let backend = self.engine().backend();
        let sql = match self.engine() {
            Engine::Sqlite => "INSERT INTO schema_migration (name, applied_at, checksum) VALUES (?, ?, ?)",
            Engine::Postgres => "INSERT INTO schema_migration (name, applied_at, checksum) VALUES ($1, $2, $3)",
        };
        let values =
            [Value::from(migration.name), Value::from(machine_now().micros()), Value::from(migration.checksum())];
        tx.connection().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn run(&self, tx: &Tx, migration: &Migration) -> Result<(), DbErr> {
        let statements = statements(migration.sql, self.engine());
        if let (Pools::Postgres(postgres), Some(index)) = (&self.0.pools, Index::of(&statements)) {
            return index.make(tx, postgres).await;
        }
        for statement in &statements {
            tx.connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    /// What an error of a migration's statement means.
    fn applying(&self, migration: &Migration, error: DbErr) -> StoreError {
        match &self.0.pools {
            Pools::Postgres(_) if lock_timed_out(&error) => {
                MigrationError::InUse { migration: migration.name, patience: self.migration_patience() }.into()
            }
            _ => self.changing(error),
        }
    }

    /// What an error of changing the schema means.
    fn changing(&self, error: DbErr) -> StoreError {
        match schema(self) {
            Some(schema) if is_not_allowed(&error) => MigrationError::NotOwner { schema: schema.to_owned() }.into(),
            _ => error.into(),
        }
    }
}
