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
use tonic::transport::{Channel, Endpoint};

use super::tls::{Connector, Tls};

/// How long a replica is left alone after it could not be reached.
const REST: Duration = Duration::from_millis(500);
/// How long to try to connect.
const CONNECT: Duration = Duration::from_secs(2);
/// A quiet connection is asked for a sign of life this often, and is given up without one.
const KEEPALIVE: Duration = Duration::from_secs(10);
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);
/// What may be under way on a connection before the other side has said that it reads: a batch of documents.
const WINDOW: u32 = 4 * 1024 * 1024;

pub(super) struct Place {
    address: SocketAddr,
    channel: Channel,
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
    pub(super) fn lazily(address: SocketAddr, tls: Option<&Tls>) -> Option<Place> {
        let endpoint = Endpoint::from_shared(format!("http://{address}")).ok()?;
        let endpoint = endpoint
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(KEEPALIVE)
            .keep_alive_timeout(SIGN_OF_LIFE)
            .keep_alive_while_idle(true)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW);
        let channel = match tls {
            None => endpoint.connect_lazy(),
            Some(tls) => endpoint.connect_with_connector_lazy(Connector { address, tls: tls.clone() }),
        };
        Some(Place { address, channel, under_way: AtomicUsize::new(0), rests_until: RwLock::new(None) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn channel(&self) -> Channel {
        self.channel.clone()
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
