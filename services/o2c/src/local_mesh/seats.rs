//! Which processes there are, and where they listen.

use std::{collections::BTreeSet, net::SocketAddr};

use o2c_local::free_port;

use super::Layout;
use crate::definitions::{self, GATEWAY};

/// A process to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its own: `credit`, and `credit-2` beside it.
    pub name: String,
    /// What it is told to serve: a service, or the gateway; none = everything.
    pub role: Option<&'static str>,
    pub address: SocketAddr,
}

impl Seat {
    /// Port 0 stands for a free one.
    pub(super) fn of(name: &str, role: Option<&'static str>, address: SocketAddr) -> anyhow::Result<Self> {
        let port = if address.port() == 0 { free_port()? } else { address.port() };
        Ok(Self { name: name.to_owned(), role, address: SocketAddr::new(address.ip(), port) })
    }

    /// The services in the order of the process, then the gateway.
    pub(super) fn all(layout: &Layout<'_>) -> anyhow::Result<Vec<Self>> {
        let mut seats = Vec::new();
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        for role in definitions::ALL.iter().map(|definition| definition.name).chain([GATEWAY]) {
            for number in 1..=layout.processes_of(role) {
                // where callers are told to go, there is one of the front
                let (name, address) = match number {
                    1 if role == GATEWAY => (role.to_owned(), layout.listen),
                    1 => (role.to_owned(), anywhere),
                    _ => (format!("{role}-{number}"), anywhere),
                };
                seats.push(Self::of(&name, Some(role), address)?);
            }
        }
        let ports: BTreeSet<u16> = seats.iter().map(|seat| seat.address.port()).collect();
        // none of them is taken yet: chance may have named one twice
        if ports.len() < seats.len() { Self::all(layout) } else { Ok(seats) }
    }
}
