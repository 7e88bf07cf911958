//! How the connections of a store are used.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use o2c_telemetry::metrics::CONNECTION_TIMEOUTS;

use crate::connect::{Pools, Store};
use crate::error::StoreError;

/// A pool of connections as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolUsage {
    /// The service, and on SQLite which of its pools.
    pub pool: String,
    pub used: u32,
    pub idle: u32,
    pub most: u32,
    /// Who waits for a connection, or for the turn to write.
    pub waiting: u32,
}

/// Counts who waits.
#[derive(Debug, Clone, Default)]
pub(crate) struct Waiting(Arc<AtomicU32>);

/// One who waits; until it is dropped.
pub(crate) struct Waiter(Arc<AtomicU32>);

impl Waiting {
    pub(crate) fn one(&self) -> Waiter {
        self.0.fetch_add(1, Ordering::Relaxed);
        Waiter(Arc::clone(&self.0))
    }

    fn now(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Store {
    /// Each pool of this store.
    #[must_use]
    pub fn usage(&self) -> Vec<PoolUsage> {
        let waiting = self.0.waiting.now();
        let of = |name: &str, size: u32, idle: usize, most: u32, waiting: u32| {
            let idle = u32::try_from(idle).unwrap_or(u32::MAX);
            let pool = format!("{}{name}", self.service());
            PoolUsage { pool, used: size.saturating_sub(idle), idle, most, waiting }
        };
        match &self.0.pools {
            Pools::Sqlite { writer, readers, .. } => {
                let (size, idle, most) = readers.usage();
                let mut all = vec![of("/readers", size, idle, most, 0)];
                if let Some(writer) = writer {
                    let (size, idle, most) = writer.usage();
                    all.push(of("/writer", size, idle, most, waiting));
                }
                all
            }
            Pools::Postgres(postgres) => {
                let pool = postgres.pool();
                vec![of("", pool.size(), pool.num_idle(), pool.options().get_max_connections(), waiting)]
            }
        }
    }

    /// Counts a wait that ended with nothing.
    pub(crate) fn count_timeout<T>(&self, waited: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(waited, Err(StoreError::Deadline)) {
            CONNECTION_TIMEOUTS.add(&[self.service()], 1);
        }
        waited
    }
}
