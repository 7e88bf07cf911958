//! SQLite's connections, each lent to one transaction at a time.
//!
//! Why not sqlx's pool: it asks a connection for a sign of life whenever it comes back, in a task of its own, and its
//! transactions meet the connection's thread twice for each `BEGIN`, `COMMIT` and `ROLLBACK`. Of a short transaction that
//! was nearly half of all waking. A file on this machine neither ages nor goes away.

use std::{
    mem,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use sea_orm::sqlx::{
    self, ConnectOptions, Connection as _,
    sqlite::{SqliteConnectOptions, SqliteConnection},
};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
};

/// Connections to one file, opened when they are wanted and kept: each holds its page cache and its prepared statements.
/// Cheap to clone.
#[derive(Clone)]
pub(crate) struct Connections(Arc<Inner>);

struct Inner {
    options: SqliteConnectOptions,
    most: u32,
    /// One permit for each that may be lent out.
    free: Arc<Semaphore>,
    idle: Mutex<Vec<SqliteConnection>>,
    open: AtomicU32,
}

impl Connections {
    pub(crate) fn new(options: SqliteConnectOptions, most: u32) -> Self {
        let free = Arc::new(Semaphore::new(usize::try_from(most).unwrap_or(Semaphore::MAX_PERMITS)));
        Self(Arc::new(Inner { options, most, free, idle: Mutex::default(), open: AtomicU32::new(0) }))
    }

    /// Begins a transaction on the next one that is free.
    pub(crate) async fn begin(&self, how: &'static str) -> Result<Lent, sqlx::Error> {
        let mut lent = self.lend().await?;
        // before the answer: whoever gives up waiting for it leaves a transaction behind
        lent.begun = true;
        if let Err(error) = lent.run(how).await {
            lent.begun = false;
            return Err(error);
        }
        Ok(lent)
    }

    /// Makes sure that there is one.
    pub(crate) async fn open_one(&self) -> Result<(), sqlx::Error> {
        self.lend().await.map(drop)
    }

    /// Lends the next one that is free, with nothing begun on it.
    pub(crate) async fn lend(&self) -> Result<Lent, sqlx::Error> {
        let permit = Arc::clone(&self.0.free).acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let connection = match self.0.take() {
            Some(idle) => idle,
            None => {
                let opened = self.0.options.connect().await?;
                self.0.open.fetch_add(1, Ordering::Relaxed);
                opened
            }
        };
        Ok(Lent { connection: Some(connection), home: Arc::clone(&self.0), permit: Some(permit), begun: false })
    }

    /// Connections, how many of them are idle, and how many there may be.
    pub(crate) fn usage(&self) -> (u32, usize, u32) {
        (self.0.open.load(Ordering::Relaxed), self.0.idle().len(), self.0.most)
    }

    /// Closes them, after the transactions that are open. Nobody begins another.
    pub(crate) async fn close(&self) {
        // Fails where it is closed already. None is given back: whoever waits for one is turned away.
        let all = self.0.free.acquire_many(self.0.most).await;
        self.0.free.close();
        drop(all);
        // taken out first: the lock is not held while they are closed
        let idle = mem::take(&mut *self.0.idle());
        for connection in idle {
            if let Err(error) = connection.close().await {
                tracing::debug!(%error, "a connection was not closed in order");
            }
        }
        self.0.open.store(0, Ordering::Relaxed);
    }
}

impl Inner {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<SqliteConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one that came back last: its cache is the newest.
    fn take(&self) -> Option<SqliteConnection> {
        self.idle().pop()
    }
}

/// A connection while somebody has it. Dropped, a transaction on it is rolled back, and it is given back.
pub(crate) struct Lent {
    /// Always there until it is given back.
    connection: Option<SqliteConnection>,
    home: Arc<Inner>,
    permit: Option<OwnedSemaphorePermit>,
    /// Whether a transaction may be open.
    begun: bool,
}

impl Lent {
    pub(crate) fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed)
    }

    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.run("COMMIT").await?;
        self.begun = false;
        Ok(())
    }

    pub(crate) async fn rollback(mut self) -> Result<(), sqlx::Error> {
        if self.begun {
            self.run("ROLLBACK").await?;
            self.begun = false;
        }
        Ok(())
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(statement).execute(self.connection()?).await.map(drop)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        let (home, permit) = (Arc::clone(&self.home), self.permit.take());
        if !self.begun {
            home.idle().push(connection);
            return;
        }
        let Ok(runtime) = Handle::try_current() else {
            // SQLite rolls back what a connection leaves open
            home.open.fetch_sub(1, Ordering::Relaxed);
            return;
        };
        // behind whatever the connection's thread still has to do of it
        runtime.spawn(async move {
            match sqlx::query("ROLLBACK").execute(&mut connection).await {
                Ok(_) => home.idle().push(connection),
                // whatever it is in, nobody is to find it there
                Err(error) => {
                    tracing::debug!(%error, "a connection was given up");
                    home.open.fetch_sub(1, Ordering::Relaxed);
                }
            }
            drop(permit);
        });
    }
}
