//! One migrating process at a time.

use std::time::Duration;

use o2c_kernel::Deadline;
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

use super::MigrationError;
use crate::connect::{Pools, Store};
use crate::error::StoreError;
use crate::postgres::Settings;
use crate::sqlstate::lock_timed_out;
use crate::tx::Tx;

/// How long a migration of a SQLite file waits for the file's writer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a migration may stand in the way of everybody who uses a table that it waits for.
pub(super) const TABLE_WAIT: Duration = Duration::from_secs(1);

const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

/// The session that holds the lock: a key of 64 bits is shown in two halves.
const HOLDER: &str = "\
SELECT 'process ' || a.pid || ' (' || a.application_name || ', role ' || coalesce(a.usename, '?') || ')' AS holder
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended($1, 0)";

impl Store {
    /// How long a migration waits for others who are in its way.
    pub(super) fn migration_patience(&self) -> Duration {
        match &self.0.pools {
            Pools::Postgres(postgres) => postgres.settings().patience(),
            Pools::Sqlite { .. } => PATIENCE,
        }
    }

    /// A write transaction that only one migrating process has at a time. The lock ends with the transaction, so that
    /// a pooling proxy in between does no harm.
    pub(super) async fn locked(&self) -> Result<Tx, StoreError> {
        let Pools::Postgres(postgres) = &self.0.pools else {
            return self.begin_write(Deadline::after(PATIENCE)).await;
        };
        let settings = postgres.settings();
        let tx = self.begin_write(Deadline::after(settings.patience())).await?;
        match lock(&tx, settings).await {
            Ok(()) => Ok(tx),
            Err(error) if lock_timed_out(&error) => {
                tx.rollback().await;
                Err(self.waited_in_vain(settings).await?.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn waited_in_vain(&self, settings: &Settings) -> Result<MigrationError, StoreError> {
        let tx = self.begin_read(Deadline::after(settings.patience())).await?;
        let statement = Statement::from_sql_and_values(self.engine().backend(), HOLDER, [key(settings)]);
        let row = tx.connection().query_one_raw(statement).await?;
        let holder: Option<String> = row.map(|row| row.try_get("", "holder")).transpose()?;
        tx.rollback().await;
        Ok(MigrationError::Waited {
            service: self.service(),
            schema: settings.schema().to_owned(),
            patience: settings.patience(),
            holder: holder.unwrap_or_else(|| "a process that has ended since".to_owned()),
        })
    }
}

async fn lock(tx: &Tx, settings: &Settings) -> Result<(), DbErr> {
    let wait = |patience: Duration| format!("SET LOCAL lock_timeout = {}", patience.as_millis());
    let local = format!("{}; SET LOCAL statement_timeout = 0", wait(settings.patience()));
    tx.connection().execute_unprepared(&local).await?;
    let statement = Statement::from_sql_and_values(tx.engine().backend(), LOCK, [key(settings)]);
    tx.connection().query_one_raw(statement).await?;
    // nobody waits behind the lock of migrations; behind that of a table everybody does
    tx.connection().execute_unprepared(&wait(TABLE_WAIT.min(settings.patience()))).await.map(drop)
}

fn key(settings: &Settings) -> Value {
    Value::from(format!("o2c migrate {}", settings.schema()))
}
