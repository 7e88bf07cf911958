//! The mesh as one process, on SQLite files and a bus within it.

use std::path::Path;

use anyhow::Context;

use super::{CLIENTS, Layout, LocalMesh, Place, Process, seats::Seat};
use crate::config::BusKind;

/// The only process.
const EVERYTHING: &str = "o2c";

impl LocalMesh {
    /// Starts all services in one process, with their files in a directory.
    pub async fn embedded(directory: &Path, layout: &Layout<'_>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
        let seat = Seat::of(EVERYTHING, None, layout.listen)?;
        let mut config = layout.config.clone();
        config.bus.kind = BusKind::Local;
        config.server.listen = seat.address;
        let front = layout.way(CLIENTS, EVERYTHING, seat.address)?;
        let place = Place::at(directory, config, front, vec![seat.clone()])?;
        let process = Process::start(layout.program, &place, &seat, &(layout.told)(&seat.name))?;
        let mut mesh = Self { place, postgres: None, nats: None, processes: vec![process] };
        mesh.ready().await?;
        Ok(mesh)
    }
}
