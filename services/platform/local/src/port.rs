//! Ports of loopback.

use std::net::TcpListener;

use crate::LocalError;

/// One that nobody listens on now. Whoever asks takes it soon: nothing reserves it.
pub fn free_port() -> Result<u16, LocalError> {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(LocalError::Port)
}
