//! One open transaction as sea-orm sees it.
//!
//! Why not sea-orm's own `DatabaseTransaction`: it clones every bound value, it hides which error a commit met, and it
//! lets PostgreSQL's COMMIT of a failed transaction pass for a success (the server answers ROLLBACK and nobody looks).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use async_trait::async_trait;
use sea_orm::sqlx::{self, AssertSqlSafe, Postgres, Transaction};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Value};
use tokio::sync::Mutex;

use crate::engine::Engine;
use crate::lent::Lent;
use crate::marks::nameless;
use crate::postgres::{Access, Distrust};
use crate::sqlstate::{loses_connection, only_reads, sqlx_error};
use crate::values::{self, Bound};

pub(crate) enum Open {
    Sqlite(Lent),
    Postgres(Transaction<'static, Postgres>),
}

/// A transaction's connection.
pub(crate) struct Connection {
    open: Mutex<Open>,
    engine: Engine,
    failed: AtomicBool,
    /// Whether statements are prepared under a name, to be run again.
    prepares: bool,
    /// Who is told that the line was lost; none on SQLite.
    distrust: Option<(Access, Distrust)>,
    /// How many statements the store has run.
    statements: Arc<AtomicU64>,
    /// Whether another statement may be run here, where there is no transaction around them.
    one_left: Option<AtomicBool>,
}

impl Connection {
    pub(crate) fn new(open: Open) -> Self {
        let engine = match open {
            Open::Sqlite(_) => Engine::Sqlite,
            Open::Postgres(_) => Engine::Postgres,
        };
        Self {
            open: Mutex::new(open),
            engine,
            failed: AtomicBool::new(false),
            prepares: true,
            distrust: None,
            statements: Arc::default(),
            one_left: None,
        }
    }

    /// Takes one statement and no more: a second one would see another state.
    pub(crate) fn of_one_statement(self) -> Self {
        Self { one_left: Some(AtomicBool::new(true)), ..self }
    }

    fn count(&self) -> Result<(), DbErr> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        match &self.one_left {
            Some(left) if !left.swap(false, Ordering::Relaxed) => {
                Err(DbErr::Custom("a second statement where one is read".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Counts its statements with those of the whole store.
    pub(crate) fn counting(self, statements: &Arc<AtomicU64>) -> Self {
        Self { statements: Arc::clone(statements), ..self }
    }

    pub(crate) fn of_postgres(self, access: Access, prepares: bool, distrust: Distrust) -> Self {
        Self { prepares, distrust: Some((access, distrust)), ..self }
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// A statement has failed: PostgreSQL will not commit this transaction any more, so SQLite does not either.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        let committed = match self.open.into_inner() {
            Open::Sqlite(open) => open.commit().await,
            Open::Postgres(open) => open.commit().await,
        };
        if let (Err(error), Some((_, distrust))) = (&committed, &self.distrust)
            && loses_connection(error)
        {
            distrust.what_is_open();
        }
        committed
    }

    pub(crate) async fn rollback(self) -> Result<(), sqlx::Error> {
        match self.open.into_inner() {
            Open::Sqlite(open) => open.rollback().await,
            Open::Postgres(open) => open.rollback().await,
        }
    }

    /// Runs a cached text; the set operations come this way, so that a text of 20 KB is shared and not copied.
    pub(crate) async fn execute_text(&self, sql: Arc<str>, bound: impl Into<Bound>) -> Result<ExecResult, DbErr> {
        let result = self.execute_sql(AssertSqlSafe(sql), bound.into()).await;
        self.note(result)
    }

    /// As [`Self::execute_text`], for a text that answers with rows.
    pub(crate) async fn query_text(&self, sql: Arc<str>, bound: impl Into<Bound>) -> Result<Vec<QueryResult>, DbErr> {
        let result = self.query_sql(AssertSqlSafe(sql), bound.into()).await;
        self.note(result)
    }

    async fn execute_sql(&self, sql: impl sqlx::SqlSafeStr + Send, bound: Bound) -> Result<ExecResult, DbErr> {
        self.count()?;
        match &mut *self.open.lock().await {
            Open::Sqlite(open) => {
                let query = sqlx::query_with(sql, values::for_sqlite(bound)?);
                query.execute(open.connection().map_err(executing)?).await.map(Into::into).map_err(executing)
            }
            Open::Postgres(open) => {
                let query = sqlx::query_with(sql, values::for_postgres(bound)?).persistent(self.prepares);
                query.execute(&mut **open).await.map(Into::into).map_err(executing)
            }
        }
    }

    async fn query_sql(&self, sql: impl sqlx::SqlSafeStr + Send, bound: Bound) -> Result<Vec<QueryResult>, DbErr> {
        self.count()?;
        match &mut *self.open.lock().await {
            Open::Sqlite(open) => {
                let query = sqlx::query_with(sql, values::for_sqlite(bound)?);
                let rows = query.fetch_all(open.connection().map_err(querying)?).await.map_err(querying)?;
                Ok(rows.into_iter().map(Into::into).collect())
            }
            Open::Postgres(open) => {
                let query = sqlx::query_with(sql, values::for_postgres(bound)?).persistent(self.prepares);
                let rows = query.fetch_all(&mut **open).await.map_err(querying)?;
                Ok(rows.into_iter().map(Into::into).collect())
            }
        }
    }

    async fn execute_script(&self, sql: String) -> Result<ExecResult, DbErr> {
        match &mut *self.open.lock().await {
            Open::Sqlite(open) => {
                let connection = open.connection().map_err(executing)?;
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(Into::into).map_err(executing)
            }
            Open::Postgres(open) => {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut **open).await.map(Into::into).map_err(executing)
            }
        }
    }

    fn note<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        result.map_err(|error| {
            self.failed.store(true, Ordering::Relaxed);
            match (&self.distrust, sqlx_error(&error)) {
                (Some((_, distrust)), Some(cause)) if loses_connection(cause) => distrust.what_is_open(),
                // a server that took writes yesterday and is a standby today
                (Some((Access::Write, distrust)), Some(cause)) if only_reads(cause) => {
                    distrust.what_is_open();
                    return DbErr::Conn(RuntimeErr::SqlxError(cause.clone()));
                }
                _ => {}
            }
            error
        })
    }
}

fn executing(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}

fn querying(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}

fn bound(statement: Statement, engine: Engine) -> (AssertSqlSafe<String>, Bound) {
    let values: Vec<Value> = statement.values.map(|values| values.0).unwrap_or_default();
    let sql = match engine {
        Engine::Sqlite => nameless(statement.sql, values.len()),
        Engine::Postgres => statement.sql,
    };
    (AssertSqlSafe(sql), values.into())
}

#[async_trait]
impl ConnectionTrait for Connection {
    fn get_database_backend(&self) -> DbBackend {
        self.engine.backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (sql, bound) = bound(statement, self.engine);
        let result = self.execute_sql(sql, bound).await;
        self.note(result)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let result = self.execute_script(sql.to_owned()).await;
        self.note(result)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (sql, bound) = bound(statement, self.engine);
        let result = self.query_sql(sql, bound).await;
        self.note(result)
    }
}
