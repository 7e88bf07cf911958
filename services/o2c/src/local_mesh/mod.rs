//! A whole mesh on this machine, as a cluster has it: a process per service and one in front, each service with its own
//! PostgreSQL database and roles, NATS between them.

mod place;
mod processes;

use std::{net::SocketAddr, path::Path, time::Duration};

use o2c_local::{Durability, Nats, Postgres};

use crate::config::Config;

pub use place::Place;
pub use processes::{Process, Program};

/// How long a process may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// The running servers and processes; what is dropped is killed.
pub struct LocalMesh {
    pub place: Place,
    pub postgres: Postgres,
    pub nats: Nats,
    /// The services, then the gateway.
    pub processes: Vec<Process>,
}

impl LocalMesh {
    /// Starts everything in a directory, on what is there already: servers, migrations, then all processes.
    pub async fn start(
        directory: &Path,
        config: &Config,
        program: &Program,
        durability: Durability,
        listen: SocketAddr,
    ) -> anyhow::Result<Self> {
        let postgres = Postgres::start(&directory.join("postgres"), durability).await?;
        let nats = Nats::start(&directory.join("nats")).await?;
        let place = Place::prepare(directory, config, &postgres, &nats, listen)?;
        place.migrate(program).await?;
        let mut processes = Vec::new();
        for (role, address) in place.roles() {
            processes.push(Process::start(program, &place, role, address)?);
        }
        let mut mesh = Self { place, postgres, nats, processes };
        mesh.ready().await?;
        Ok(mesh)
    }

    /// Waits until every process listens.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        for process in &mut self.processes {
            process.ready().await?;
        }
        Ok(())
    }

    /// Where a client finds it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.place.gateway
    }

    /// Starts again what has ended; the names of those.
    pub async fn mend(&mut self) -> anyhow::Result<Vec<String>> {
        let mut ended = Vec::new();
        if !self.postgres.is_running() {
            ended.push("postgres".to_owned());
            self.postgres.restart().await?;
        }
        if !self.nats.is_running() {
            ended.push("nats-server".to_owned());
            self.nats.restart().await?;
        }
        for process in &mut self.processes {
            if !process.is_running() {
                ended.push(process.role().to_owned());
                process.restart()?;
            }
        }
        Ok(ended)
    }

    /// Ends everything in order: processes first, so that they can write what they have.
    pub async fn stop(mut self) {
        for process in &self.processes {
            process.terminate();
        }
        for process in &mut self.processes {
            process.stop(PATIENCE).await;
        }
        self.nats.kill();
        self.postgres.stop(PATIENCE).await;
    }
}
