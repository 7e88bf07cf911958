//! Opening transactions, as a value or around a closure.

use std::sync::Arc;

use o2c_kernel::{Deadline, TenantId};
use sea_orm::{DbErr, RuntimeErr, sqlx};

use crate::connect::{Pools, Store};
use crate::connection::{Connection, Open};
use crate::error::StoreError;
use crate::nested;
use crate::postgres::Access;
use crate::scope::Scope;
use crate::tx::Tx;

impl Store {
    /// Opens a write transaction: BEGIN IMMEDIATE on SQLite's one writer, READ COMMITTED on PostgreSQL.
    ///
    /// # Errors
    /// [`StoreError::Deadline`] when it is not our turn in time.
    pub async fn begin_write(&self, scope: impl Into<Scope>) -> Result<Tx, StoreError> {
        let Scope { deadline, tenant } = scope.into();
        if nested::is_inside(self.0.number) {
            return Err(StoreError::NestedWrite);
        }
        let _waiter = self.0.waiting.one();
        self.count_timeout(self.write_begun(deadline, tenant.as_ref()).await)
    }

    async fn write_begun(&self, deadline: Deadline, tenant: Option<&TenantId>) -> Result<Tx, StoreError> {
        match &self.0.pools {
            Pools::Sqlite { writer: None, .. } => Err(StoreError::ReadOnly),
            Pools::Sqlite { writer: Some(writer), .. } => {
                let (turn, open) = writer.begin(deadline).await?;
                Ok(Tx::new(
                    Connection::new(Open::Sqlite(open.map_err(beginning)?)).counting(&self.0.statements),
                    self.0.service,
                    Some(turn),
                    Some(self.0.commits.clone()),
                    self.0.subjects.clone(),
                ))
            }
            Pools::Postgres(postgres) => {
                let connection = in_time(deadline, postgres.begin(Access::Write, tenant)).await?.map_err(beginning)?;
                let connection = connection.counting(&self.0.statements);
                let (commits, subjects) = (self.0.commits.clone(), self.0.subjects.clone());
                Ok(Tx::new(connection, self.0.service, None, Some(commits), subjects))
            }
        }
    }

    /// Opens a read transaction: one snapshot from its first read to its end.
    ///
    /// # Errors
    /// [`StoreError::Deadline`] when no reader is free in time.
    pub async fn begin_read(&self, scope: impl Into<Scope>) -> Result<Tx, StoreError> {
        let Scope { deadline, tenant } = scope.into();
        let _waiter = self.0.waiting.one();
        let connection = self.count_timeout(self.read_begun(deadline, tenant.as_ref(), true).await)?;
        Ok(self.reading(connection))
    }

    /// Without `several` statements nothing is begun on SQLite.
    async fn read_begun(
        &self,
        deadline: Deadline,
        tenant: Option<&TenantId>,
        several: bool,
    ) -> Result<Connection, StoreError> {
        Ok(match &self.0.pools {
            Pools::Sqlite { readers, .. } => {
                let lent = async { if several { readers.begin("BEGIN DEFERRED").await } else { readers.lend().await } };
                Connection::new(Open::Sqlite(in_time(deadline, lent).await?.map_err(beginning)?))
            }
            Pools::Postgres(postgres) => {
                in_time(deadline, postgres.begin(Access::Read, tenant)).await?.map_err(beginning)?
            }
        })
    }

    fn reading(&self, connection: Connection) -> Tx {
        Tx::new(connection.counting(&self.0.statements), self.0.service, None, None, self.0.subjects.clone())
    }

    /// Runs `body` as a read of one statement. That is a snapshot by itself: on SQLite nothing is begun and ended for it.
    ///
    /// # Errors
    /// Those of `body`, and those of the store; a second statement is one of them.
    pub async fn look<T, E, F>(&self, scope: impl Into<Scope>, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let Scope { deadline, tenant } = scope.into();
        let waiter = self.0.waiting.one();
        let connection = self.count_timeout(self.read_begun(deadline, tenant.as_ref(), false).await)?;
        drop(waiter);
        let tx = self.reading(connection.of_one_statement());
        let result = body(&tx).await;
        tx.rollback().await;
        result
    }

    /// Runs `body` in a write transaction: commits what it does on `Ok`, and nothing of it on `Err`.
    ///
    /// # Errors
    /// Those of `body`, and those of the store.
    pub async fn write<T, E, F>(&self, scope: impl Into<Scope>, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let tx = self.begin_write(scope).await?;
        let result = nested::inside(self.0.number, body(&tx)).await;
        match result {
            Ok(value) => {
                tx.commit().await?;
                Ok(value)
            }
            Err(error) => {
                tx.rollback().await;
                Err(error)
            }
        }
    }

    /// Runs `body` in a read transaction.
    ///
    /// # Errors
    /// Those of `body`, and those of the store.
    pub async fn read<T, E, F>(&self, scope: impl Into<Scope>, body: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&Tx) -> Result<T, E>,
        E: From<StoreError>,
    {
        let tx = self.begin_read(scope).await?;
        let result = body(&tx).await;
        // nothing was written: ending it frees the snapshot, and whether the reply arrives does not matter
        tx.rollback().await;
        result
    }
}

/// Waits no longer than the deadline allows.
pub(crate) async fn in_time<T>(deadline: Deadline, future: impl Future<Output = T>) -> Result<T, StoreError> {
    if deadline.expired() {
        return Err(StoreError::Deadline);
    }
    tokio::time::timeout(deadline.remaining(), future).await.map_err(|_| StoreError::Deadline)
}

fn beginning(error: sqlx::Error) -> StoreError {
    StoreError::from(DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))))
}
