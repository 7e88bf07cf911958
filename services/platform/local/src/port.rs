//! Ports of loopback.

use std::net::{Ipv4Addr, TcpListener};

use o2c_kernel::random_u64;

use crate::LocalError;

/// Below the ports that the machine gives to outgoing connections: a server that is started again must find its port
/// free.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// Ports that are tried.
const ATTEMPTS: usize = 100;

/// One that nobody listens on now. Whoever asks takes it soon: nothing reserves it.
pub fn free_port() -> Result<u16, LocalError> {
    let mut refused = None;
    for _ in 0..ATTEMPTS {
        let offset = random_u64() % u64::from(PORTS.end - PORTS.start);
        let port = PORTS.start + u16::try_from(offset).unwrap_or_default();
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(_) => return Ok(port),
            Err(error) => refused = Some(error),
        }
    }
    Err(LocalError::Port(refused.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}
