//! One open transaction.

use std::sync::{Arc, Mutex, PoisonError};

use o2c_kernel::failpoint::{self, Failpoint};
use sea_orm::sqlx;
use sea_orm::{ConnectionTrait, DbErr, RuntimeErr};

use crate::commits::Commits;
use crate::connection::Connection;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::sqlstate::leaves_commit_open;
use crate::trail::{Journal, KnownSubjects};
use crate::writer::Turn;

type AfterCommit = Box<dyn FnOnce() + Send>;

/// An open transaction, for writing or for reading. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    // before the turn: the connection must be free when the next writer is let in
    connection: Connection,
    service: &'static str,
    _turn: Option<Turn>,
    /// Where a commit is counted; none for a reader.
    commits: Option<Commits>,
    after_commit: Mutex<Vec<AfterCommit>>,
    journal: Mutex<Journal>,
    subjects: KnownSubjects,
}

impl Tx {
    pub(crate) fn new(
        connection: Connection,
        service: &'static str,
        turn: Option<Turn>,
        commits: Option<Commits>,
        subjects: KnownSubjects,
    ) -> Self {
        Self {
            connection,
            service,
            _turn: turn,
            commits,
            after_commit: Mutex::default(),
            journal: Mutex::default(),
            subjects,
        }
    }

    /// The connection, for typed reads and odd statements of a service's `storage/`.
    pub fn connection(&self) -> &impl ConnectionTrait {
        &self.connection
    }

    pub(crate) fn raw(&self) -> &Connection {
        &self.connection
    }

    /// Which engine this transaction runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.connection.engine()
    }

    /// Runs `f` when, and only when, this transaction has committed: to wake somebody, never to change something.
    pub fn after_commit(&self, f: impl FnOnce() + Send + 'static) {
        self.after_commit.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(f));
    }

    /// What it has changed so far, for the audit trail.
    pub(crate) fn journal<T>(&self, f: impl FnOnce(&mut Journal) -> T) -> T {
        f(&mut self.journal.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Who is known to the audit trail.
    pub(crate) fn subjects(&self) -> &KnownSubjects {
        &self.subjects
    }

    /// Commits, then runs what waits for it.
    ///
    /// # Errors
    /// [`StoreError::CommitUnknown`] when the reply was lost; any other error means that nothing was committed.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.end(true).await
    }

    /// Commits a sign of life, such as a lease that was renewed: it brings nothing further, so whoever waits for a commit
    /// does not hear of it, and a mesh stands still although its processes live.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub async fn commit_sign_of_life(self) -> Result<(), StoreError> {
        self.end(false).await
    }

    async fn end(self, counts: bool) -> Result<(), StoreError> {
        let Self { connection, service, _turn: turn, commits, after_commit, journal: _, subjects: _ } = self;
        if connection.has_failed() {
            return Err(StoreError::Failed);
        }
        if commits.is_some() {
            failpoint::reach(Failpoint::StoreBeforeCommit, service)?;
        }
        let committed = connection.commit().await;
        // before the outcome is looked at: a lost reply may stand for a commit
        if let Some(commits) = commits.as_ref().filter(|_| counts) {
            commits.one_more();
        }
        committed.map_err(|error| committing(error, commits.is_some()))?;
        drop(turn);
        if commits.is_some() {
            failpoint::reach(Failpoint::StoreAfterCommit, service).map_err(StoreError::answer_lost)?;
        }
        for f in after_commit.into_inner().unwrap_or_else(PoisonError::into_inner) {
            f();
        }
        Ok(())
    }

    /// Rolls back now. Dropping does the same a little later.
    pub async fn rollback(self) {
        if let Err(error) = self.connection.rollback().await {
            // the connection is broken: the server rolls back by itself, and the pool replaces it
            tracing::debug!(%error, "a rollback did not reach the database");
        }
    }
}

fn committing(error: sqlx::Error, writes: bool) -> StoreError {
    let open = writes && leaves_commit_open(&error);
    let error = DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)));
    if open { StoreError::CommitUnknown(error) } else { StoreError::from(error) }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Tx")
            .field("engine", &self.engine())
            .field("writes", &self.commits.is_some())
            .finish_non_exhaustive()
    }
}
