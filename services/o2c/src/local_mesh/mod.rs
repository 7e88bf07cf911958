//! A whole mesh on this machine: as a cluster has it, a process per service and one in front, each service with its own
//! PostgreSQL database and roles, NATS between them; or as one process over files.

mod embedded;
mod layout;
mod place;
mod processes;
mod seats;

use std::{net::SocketAddr, path::Path, time::Duration};

use o2c_local::{Nats, Postgres};

pub use layout::{CLIENTS, Edge, Layout, TellEach, Way};
pub use place::{NATS, POSTGRES, Place};
pub use processes::{Process, Program};
pub use seats::Seat;

use crate::definitions::GATEWAY;

/// How long a process may take to end by itself.
const PATIENCE: Duration = Duration::from_secs(30);

/// The running servers and processes; what is dropped is killed.
pub struct LocalMesh {
    pub place: Place,
    /// None where everything is in one process.
    pub postgres: Option<Postgres>,
    pub nats: Option<Nats>,
    /// The services, then the gateways.
    pub processes: Vec<Process>,
}

impl LocalMesh {
    /// Starts everything in a directory, on what is there already: servers, migrations, then all processes.
    pub async fn start(directory: &Path, layout: &Layout<'_>) -> anyhow::Result<Self> {
        let postgres = Postgres::start(&directory.join("postgres"), layout.durability).await?;
        let nats = Nats::start(&directory.join("nats")).await?;
        let place = Place::prepare(directory, layout, &postgres, &nats)?;
        place.migrate(layout.program).await?;
        let mut processes = Vec::new();
        for seat in &place.seats {
            let mut variables = place.ways_of(seat, layout, &postgres, &nats)?;
            variables.extend((layout.told)(&seat.name));
            processes.push(Process::start(layout.program, &place, seat, &variables)?);
        }
        let mut mesh = Self { place, postgres: Some(postgres), nats: Some(nats), processes };
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
        self.place.front
    }

    /// Where its gateways listen.
    pub fn gateways(&self) -> impl Iterator<Item = SocketAddr> {
        self.place.seats.iter().filter(|seat| seat.role == Some(GATEWAY)).map(|seat| seat.address)
    }

    /// Starts again what has ended; the names of those.
    pub async fn mend(&mut self) -> anyhow::Result<Vec<String>> {
        let mut ended = Vec::new();
        if let Some(postgres) = &mut self.postgres
            && !postgres.is_running()
        {
            ended.push(POSTGRES.to_owned());
            postgres.restart().await?;
        }
        if let Some(nats) = &mut self.nats
            && !nats.is_running()
        {
            ended.push(NATS.to_owned());
            nats.restart().await?;
        }
        for process in &mut self.processes {
            if !process.is_running() {
                ended.push(process.name().to_owned());
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
        if let Some(nats) = &mut self.nats {
            nats.kill();
        }
        if let Some(postgres) = &mut self.postgres {
            postgres.stop(PATIENCE).await;
        }
    }
}
