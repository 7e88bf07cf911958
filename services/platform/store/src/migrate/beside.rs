//! An index of a table that has rows, on PostgreSQL: made beside those who write to it, none of whom waits.
//!
//! That is in no transaction. What was cut off leaves an index that is not valid, which serves nobody and costs whoever
//! writes; what was made and not written down is good and not known to be. Either goes before the next attempt.

use std::sync::Arc;

use sea_orm::sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr, Statement, sqlx};

use crate::postgres::{Postgres, quoted};
use crate::tx::Tx;

/// Such an index.
pub(super) struct Index<'s> {
    name: &'s str,
    table: &'s str,
    columns: &'s str,
}

impl<'s> Index<'s> {
    /// What a migration makes whose only statement is `CREATE INDEX CONCURRENTLY name ON table (…)`.
    pub(super) fn of(statements: &'s [String]) -> Option<Self> {
        let [statement] = statements else { return None };
        let (name, on) = statement.trim().strip_prefix("CREATE INDEX CONCURRENTLY ")?.split_once(" ON ")?;
        let (table, columns) = on.split_once(' ')?;
        Some(Self { name, table, columns })
    }

    /// Makes it, while `tx` keeps others from migrating. Of an empty table it is made at once, with the transaction: to
    /// wait for everybody who is at work in the database would be for nothing.
    pub(super) async fn make(&self, tx: &Tx, postgres: &Postgres) -> Result<(), DbErr> {
        let Self { name, table, columns } = self;
        let schema = quoted(postgres.settings().schema());
        let filled = self.is_filled(tx, &schema).await?;
        let beside = if filled { "CONCURRENTLY " } else { "" };
        let statements = [
            format!("DROP INDEX {beside}IF EXISTS {schema}.{name}"),
            format!("CREATE INDEX {beside}{name} ON {schema}.{table} {columns}"),
        ];
        if !filled {
            for statement in &statements {
                tx.connection().execute_unprepared(statement).await?;
            }
            return Ok(());
        }
        // However long it takes, the lock of migrations is held.
        tx.connection().execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = 0").await?;
        let settings = [
            format!("SET lock_timeout = {}", postgres.settings().patience().as_millis()),
            "SET statement_timeout = 0".to_owned(),
        ];
        alone(postgres, settings.into_iter().chain(statements)).await.map_err(failed)
    }

    /// Looks without a lock that stays: who drops an index waits for all who have looked at its table.
    async fn is_filled(&self, tx: &Tx, schema: &str) -> Result<bool, DbErr> {
        let look = format!("SELECT EXISTS (SELECT FROM {schema}.{}) AS filled", self.table);
        tx.connection().execute_unprepared("SAVEPOINT look").await?;
        let row = tx.connection().query_one_raw(Statement::from_string(tx.engine().backend(), look)).await?;
        tx.connection().execute_unprepared("ROLLBACK TO look").await?;
        row.map_or(Ok(true), |row| row.try_get("", "filled"))
    }
}

/// Statements in a session of their own, which ends with them.
async fn alone(postgres: &Postgres, statements: impl Iterator<Item = String>) -> Result<(), sqlx::Error> {
    let mut session = postgres.pool().connect_options().connect().await?;
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut session).await?;
    }
    session.close().await
}

fn failed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}
