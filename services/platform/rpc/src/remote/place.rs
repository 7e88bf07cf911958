//! One replica: its connection, what it has to do, and whether it rests.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicI64, AtomicUsize, Ordering},
    time::Duration,
};

use o2c_kernel::{Instant, machine_now};
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
    /// Machine time, microseconds.
    rests_until: AtomicI64,
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
        Some(Place { address, channel, under_way: AtomicUsize::new(0), rests_until: AtomicI64::new(i64::MIN) })
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
        self.rests_until.store(i64::MIN, Ordering::Relaxed);
    }

    pub(super) fn rest(&self) {
        self.rests_until.store(machine_now().plus(REST).micros(), Ordering::Relaxed);
    }

    pub(super) fn rests(&self) -> bool {
        Instant::from_micros(self.rests_until.load(Ordering::Relaxed)) > machine_now()
    }
}
