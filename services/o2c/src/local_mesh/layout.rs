//! What a local mesh is made of, and which way its processes take to each other.

use std::net::SocketAddr;

use o2c_local::Durability;

use super::Program;
use crate::config::Config;

/// Who calls whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The name of a process, or [`CLIENTS`].
    pub from: String,
    /// The name of a process or of a server.
    pub to: String,
    /// Where the one that is called listens.
    pub address: SocketAddr,
}

/// Whoever calls a mesh from outside.
pub const CLIENTS: &str = "clients";

/// Where the caller of an edge is told to call: at the address itself, or at the end of a road to it.
pub type Way<'a> = dyn Fn(&Edge) -> anyhow::Result<SocketAddr> + 'a;

/// What a process of this name is told beside everything else: variables of its environment.
pub type TellEach<'a> = dyn Fn(&str) -> Vec<(String, String)> + 'a;

/// What is started.
pub struct Layout<'a> {
    /// What is the same in all processes.
    pub config: &'a Config,
    pub program: &'a Program,
    pub durability: Durability,
    /// Where the front listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Roles with more than one process.
    pub replicas: &'a [(&'static str, usize)],
    pub way: &'a Way<'a>,
    pub told: &'a TellEach<'a>,
}

impl<'a> Layout<'a> {
    /// A process per service, each called where it listens.
    #[must_use]
    pub fn plain(config: &'a Config, program: &'a Program, durability: Durability, listen: SocketAddr) -> Self {
        Self {
            config,
            program,
            durability,
            listen,
            replicas: &[],
            way: &|edge| Ok(edge.address),
            told: &|_| Vec::new(),
        }
    }

    pub(super) fn processes_of(&self, service: &str) -> usize {
        self.replicas.iter().find(|(name, _)| *name == service).map_or(1, |(_, count)| (*count).max(1))
    }

    pub(super) fn way(&self, from: &str, to: &str, address: SocketAddr) -> anyhow::Result<SocketAddr> {
        (self.way)(&Edge { from: from.to_owned(), to: to.to_owned(), address })
    }
}
