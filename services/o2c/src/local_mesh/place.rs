//! Where a local mesh is: its directory, its addresses, the configuration that all its processes share.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;
use o2c_local::{Nats, Postgres, free_port, secret_file};

use super::Program;
use crate::{
    config::{BusKind, Config, MigrateWhen},
    definitions,
};

/// What a stream may hold here: the server refuses streams that together exceed the disk.
const STREAM_BYTES: u64 = 256 * 1024 * 1024;

/// The front's role.
pub const GATEWAY: &str = "gateway";

/// What the processes of a local mesh are started with.
#[derive(Clone, Debug)]
pub struct Place {
    pub directory: PathBuf,
    /// Of all processes alike; each knows its role and where it listens from its command line.
    pub config_file: PathBuf,
    pub config: Config,
    pub gateway: SocketAddr,
    services: Vec<(&'static str, SocketAddr)>,
}

impl Place {
    /// Makes databases, roles and their passwords, chooses ports, and writes the configuration.
    pub(super) fn prepare(
        directory: &Path,
        config: &Config,
        postgres: &Postgres,
        nats: &Nats,
        gateway: SocketAddr,
    ) -> anyhow::Result<Self> {
        let secrets = directory.join("secrets");
        std::fs::create_dir_all(&secrets).with_context(|| format!("{} cannot be made", secrets.display()))?;
        let mut services = Vec::new();
        for definition in &definitions::ALL {
            let name = definition.name;
            let owner = format!("{name}_owner");
            let password = |role: &str| secret_file(&secrets.join(format!("{role}.password")));
            postgres.create_role(name, &password(name)?)?;
            postgres.create(name, &owner, &password(&owner)?)?;
            services.push((name, SocketAddr::from(([127, 0, 0, 1], free_port()?))));
        }
        let gateway = match gateway.port() {
            0 => SocketAddr::new(gateway.ip(), free_port()?),
            _ => gateway,
        };

        let mut config = config.clone();
        let file = |suffix: &str| format!("{}/{{service}}{suffix}.password", secrets.display());
        config.store.postgres_url = postgres.url("{service}", "{service}");
        config.store.postgres_password_file = file("");
        config.store.migration_url = postgres.url("{service}_owner", "{service}");
        config.store.migration_password_file = file("_owner");
        config.store.running_role = "{service}".to_owned();
        config.store.migrate = MigrateWhen::ByCommand;
        config.bus.kind = BusKind::Nats;
        config.bus.nats_urls = vec![nats.url()];
        config.bus.stream_bytes = STREAM_BYTES;
        config.addresses =
            services.iter().map(|(name, address)| ((*name).to_owned(), vec![address.to_string()])).collect();
        config.server.listen = gateway;
        if !config.telemetry.metrics_listen.is_empty() {
            // One file for all processes: each takes a port that is free, and says which.
            config.telemetry.metrics_listen = "127.0.0.1:0".to_owned();
        }
        config.check()?;

        let config_file = directory.join("o2c.toml");
        std::fs::write(&config_file, toml::to_string(&config)?)
            .with_context(|| format!("{} cannot be written", config_file.display()))?;
        Ok(Self { directory: directory.to_owned(), config_file, config, gateway, services })
    }

    /// Every role with where it listens, the gateway last.
    pub fn roles(&self) -> impl Iterator<Item = (&'static str, SocketAddr)> + '_ {
        self.services.iter().copied().chain([(GATEWAY, self.gateway)])
    }

    /// Runs `o2c migrate` for all services.
    pub(super) async fn migrate(&self, program: &Program) -> anyhow::Result<()> {
        let mut command: Command = program.command();
        command.arg("migrate").arg("--config").arg(&self.config_file);
        let output = tokio::process::Command::from(command).output().await.context("o2c migrate does not start")?;
        anyhow::ensure!(output.status.success(), "o2c migrate: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(())
    }
}
