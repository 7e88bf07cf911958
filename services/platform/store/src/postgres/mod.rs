//! Connections to one schema of a PostgreSQL server: how they are made, begin a transaction, and are given up.

mod connect;
mod distrust;
mod login;
mod settings;

use o2c_kernel::TenantId;
use sea_orm::sqlx::postgres::PgPool;
use sea_orm::sqlx::{self, AssertSqlSafe, Postgres as Driver, SqlSafeStr, SqlStr, Transaction};

use login::Login;

pub(crate) use distrust::Distrust;
pub(crate) use settings::{Settings, quoted};

use crate::connection::{Connection, Open};
use crate::sqlstate::loses_connection;

pub(crate) struct Postgres {
    pool: PgPool,
    login: Login,
    settings: Settings,
    distrust: Distrust,
    /// Whether statements are prepared under a name, to be run again.
    prepares: bool,
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Access {
    Write,
    Read,
}

impl Postgres {
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Begins a transaction, about one tenant's rows or all. A pool full of connections to a server that has been restarted costs one more attempt, and
    /// no caller an error: a `BEGIN` that failed has done nothing.
    pub(crate) async fn begin(&self, access: Access, tenant: Option<&TenantId>) -> Result<Connection, sqlx::Error> {
        let open = match self.attempt(access, tenant).await {
            Err(error) if loses_connection(&error) => self.attempt(access, tenant).await,
            begun => begun,
        }?;
        Ok(Connection::new(Open::Postgres(open)).of_postgres(access, self.prepares, self.distrust.clone()))
    }

    async fn attempt(
        &self,
        access: Access,
        tenant: Option<&TenantId>,
    ) -> Result<Transaction<'static, Driver>, sqlx::Error> {
        let connection = match self.pool.acquire().await {
            Err(error) if self.login.was_renewed(&error, &self.pool).await => self.pool.acquire().await,
            acquired => acquired,
        }?;
        let begin: SqlStr = AssertSqlSafe(self.settings.begin(access, tenant)).into_sql_str();
        // In a task of its own, which cannot be given up halfway: sqlx would return a connection on which `BEGIN` was
        // sent but not answered to the pool as if it were free, and the next writer would find itself in a transaction
        // that only reads.
        let begun = tokio::spawn(Transaction::begin(connection, Some(begin)));
        let begun = begun.await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        if begun.is_err() {
            // also because `BEGIN` may have passed and a setting behind it not: the session is in a transaction then
            self.distrust.what_is_open();
        }
        begun
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}
