//! One replica: its connection, what it has to do, and whether it rests.

use std::{
    net::SocketAddr,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use o2c_kernel::Deadline;

use super::{connection::Connection, tls::Tls};

/// How long a replica is left alone after it could not be reached.
const REST: Duration = Duration::from_millis(500);

pub(super) struct Place {
    connection: Connection,
    under_way: AtomicUsize,
    /// Not by the machine's clock: where that is put back, a replica would rest for ever.
    rests_until: RwLock<Option<Deadline>>,
}

/// A call that this replica has to answer; over when dropped.
pub(super) struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Place {
    /// Connects when it is first called.
    pub(super) fn new(address: SocketAddr, tls: Option<Tls>) -> Place {
        Place {
            connection: Connection::new(address, tls),
            under_way: AtomicUsize::new(0),
            rests_until: RwLock::new(None),
        }
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn enter(&self) -> UnderWay<'_> {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(&self.under_way)
    }

    pub(super) fn load(&self) -> usize {
        self.under_way.load(Ordering::Relaxed)
    }

    pub(super) fn works(&self) {
        // asked first: most calls find nothing to change
        if self.rests_until().is_some() {
            self.rest_until(None);
        }
    }

    pub(super) fn rest(&self) {
        self.rest_until(Some(Deadline::after(REST)));
    }

    pub(super) fn rests(&self) -> bool {
        self.rests_until().is_some_and(|until| !until.expired())
    }

    fn rests_until(&self) -> Option<Deadline> {
        *self.rests_until.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn rest_until(&self, until: Option<Deadline>) {
        *self.rests_until.write().unwrap_or_else(PoisonError::into_inner) = until;
    }
}
