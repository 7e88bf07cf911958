//! Where a local mesh is: its directory, its addresses, the configuration that all its processes share.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context;
use o2c_identity::{SigningKey, make_secret};
use o2c_local::{Nats, Postgres, secret_file};

use super::{CLIENTS, Layout, Program, Seat};
use crate::{
    config::{BusKind, Config, MigrateWhen},
    definitions::{self, GATEWAY},
};

/// What a stream may hold here: the server refuses streams that together exceed the disk.
const STREAM_BYTES: u64 = 256 * 1024 * 1024;

/// The names of the servers.
pub const POSTGRES: &str = "postgres";
pub const NATS: &str = "nats-server";

/// What the processes of a local mesh are started with.
#[derive(Clone, Debug)]
pub struct Place {
    pub directory: PathBuf,
    /// Of all processes alike; what differs is on their command lines and in their variables.
    pub config_file: PathBuf,
    pub config: Config,
    /// Where a client finds the mesh.
    pub front: SocketAddr,
    /// The services, then the gateways.
    pub seats: Vec<Seat>,
}

impl Place {
    /// Makes databases, roles and their passwords, chooses ports, and writes the configuration.
    pub(super) fn prepare(
        directory: &Path,
        layout: &Layout<'_>,
        postgres: &Postgres,
        nats: &Nats,
    ) -> anyhow::Result<Self> {
        let secrets = directory.join("secrets");
        std::fs::create_dir_all(&secrets).with_context(|| format!("{} cannot be made", secrets.display()))?;
        let edge = definitions::edge(layout.config);
        for definition in definitions::ALL.iter().chain(edge) {
            let name = definition.name;
            let owner = format!("{name}_owner");
            postgres.create_role(name, &password(&secrets, name)?)?;
            postgres.create(name, &owner, &password(&secrets, &owner)?)?;
        }
        let seats = Seat::all(layout)?;
        let mut config = layout.config.clone();
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
        config.addresses = BTreeMap::new();
        let (services, gateway): (Vec<&Seat>, Vec<&Seat>) = seats.iter().partition(|seat| seat.role != Some(GATEWAY));
        for seat in services {
            let service = seat.role.unwrap_or_default().to_owned();
            config.addresses.entry(service).or_default().push(seat.address.to_string());
        }
        let front = gateway.first().context("a mesh has a gateway")?.address;
        config.server.listen = front;
        if config.auth.is_signed() {
            sign(&mut config, &secrets)?;
        }
        if config.webhooks.enabled {
            let key = secrets.join("webhooks.key");
            make_secret(&key)?;
            config.webhooks.key_files = vec![key];
        }
        if !config.telemetry.metrics_listen.is_empty() {
            // One file for all processes: each takes a port that is free, and says which.
            config.telemetry.metrics_listen = "127.0.0.1:0".to_owned();
        }
        let front = layout.way(CLIENTS, GATEWAY, front)?;
        Self::at(directory, config, front, seats)
    }

    /// Writes the configuration.
    pub(super) fn at(directory: &Path, config: Config, front: SocketAddr, seats: Vec<Seat>) -> anyhow::Result<Self> {
        config.check()?;
        let config_file = directory.join("o2c.toml");
        std::fs::write(&config_file, toml::to_string(&said(&config)?)?)
            .with_context(|| format!("{} cannot be written", config_file.display()))?;
        Ok(Self { directory: directory.to_owned(), config_file, config, front, seats })
    }

    /// What a process is told beside the configuration: where it finds the others, where that is not where they listen.
    pub(super) fn ways_of(
        &self,
        seat: &Seat,
        layout: &Layout<'_>,
        postgres: &Postgres,
        nats: &Nats,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let mut ways: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut differs = false;
        for other in self.seats.iter().filter(|other| other.role != seat.role && other.role != Some(GATEWAY)) {
            let way = layout.way(&seat.name, &other.name, other.address)?;
            differs |= way != other.address;
            ways.entry(other.role.unwrap_or_default()).or_default().push(format!("\"{way}\""));
        }
        let mut variables = Vec::new();
        if differs {
            let variable = |(service, ways): (&str, Vec<String>)| {
                (format!("O2C__ADDRESSES__{}", service.to_uppercase()), format!("[{}]", ways.join(",")))
            };
            variables.extend(ways.into_iter().map(variable));
        }
        if seat.role == Some(GATEWAY) && !self.config.webhooks.enabled {
            return Ok(variables);
        }
        let way = layout.way(&seat.name, POSTGRES, postgres.address())?;
        if way != postgres.address() {
            let url = self.config.store.postgres_url.replace(&postgres.address().to_string(), &way.to_string());
            variables.push(("O2C__STORE__POSTGRES_URL".to_owned(), url));
        }
        let way = layout.way(&seat.name, NATS, nats.address())?;
        if way != nats.address() {
            variables.push(("O2C__BUS__NATS_URLS".to_owned(), format!("[\"nats://{way}\"]")));
        }
        Ok(variables)
    }

    /// The log of a process.
    #[must_use]
    pub fn log(&self, name: &str) -> PathBuf {
        self.directory.join(format!("{name}.log"))
    }

    /// Runs `o2c migrate` for all services.
    pub async fn migrate(&self, program: &Program) -> anyhow::Result<()> {
        let mut command: Command = program.command();
        command.arg("migrate").arg("--config").arg(&self.config_file);
        let output = tokio::process::Command::from(command).output().await.context("o2c migrate does not start")?;
        anyhow::ensure!(output.status.success(), "o2c migrate: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(())
    }
}

/// What is said otherwise than by default: a program of another version may not know the rest.
fn said(config: &Config) -> anyhow::Result<toml::Table> {
    let mut table = toml::Table::try_from(config)?;
    without(&mut table, &toml::Table::try_from(Config::default())?);
    Ok(table)
}

fn without(table: &mut toml::Table, defaults: &toml::Table) {
    table.retain(|key, value| match (value, defaults.get(key)) {
        (toml::Value::Table(section), Some(toml::Value::Table(default))) => {
            without(section, default);
            !section.is_empty()
        }
        (value, default) => default != Some(value),
    });
}

fn password(secrets: &Path, role: &str) -> Result<String, o2c_local::LocalError> {
    secret_file(&secrets.join(format!("{role}.password")))
}

/// Gives every process a key of its own, and all of them the public ones.
fn sign(config: &mut Config, secrets: &Path) -> anyhow::Result<()> {
    config.auth.signing_key_file = format!("{}/{{role}}.key", secrets.display());
    for role in definitions::ALL.iter().map(|definition| definition.name).chain([GATEWAY]) {
        let public = secrets.join(format!("{role}.pub"));
        SigningKey::read_or_create(&secrets.join(format!("{role}.key")))?.public().write(&public)?;
        config.auth.trusted_keys.insert(role.to_owned(), vec![public]);
    }
    Ok(())
}
