//! Configuration: defaults in code, then a file, then `O2C__…` variables; unknown keys are refused.

mod audit_trail;
mod auth;
mod bus;
mod check;
mod gateway;
mod store;
mod telemetry;
mod tls;
mod webhooks;

use std::{collections::BTreeMap, net::SocketAddr, path::Path, time::Duration};

use anyhow::Context;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use o2c_kernel::{Clock, Instant, SetLimits, Zone, machine_now};
use o2c_rpc::server::ServerConfig;
use o2c_webhooks::WebhooksConfig;
use serde::{Deserialize, Serialize};

pub use audit_trail::AuditTrailSection;
pub use auth::{AuthMode, AuthSection};
pub use bus::{BusKind, BusSection};
pub use gateway::GatewaySection;
pub use store::{MigrateWhen, StoreSection};
pub use telemetry::{LogFormat, TelemetrySection};
pub use tls::TlsSection;

/// Everything that can be set. `o2c config` prints it with the values in force.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub server: ServerSection,
    pub gateway: GatewaySection,
    pub store: StoreSection,
    pub bus: BusSection,
    pub clock: ClockSection,
    pub auth: AuthSection,
    pub audit_trail: AuditTrailSection,
    pub tls: TlsSection,
    pub sets: SetsSection,
    pub telemetry: TelemetrySection,
    /// Who outside is told what happens: for the gateway, and where everything is in one process.
    pub webhooks: WebhooksConfig,
    /// Where the services are that this process does not run: for each the addresses of its replicas, or a name that
    /// stands for all of them.
    pub addresses: BTreeMap<String, Vec<String>>,
    /// Each service's own section, by its name.
    pub services: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSection {
    pub listen: SocketAddr,
    /// Calls at work at the same time, per service.
    pub concurrency: usize,
    /// Calls that wait for a place, per service; further ones are told to come back.
    pub queue: usize,
    /// For a call that names no deadline.
    pub default_deadline_seconds: u64,
    /// However long a call may ask for.
    pub max_deadline_seconds: u64,
    /// What a message that comes in may weigh.
    pub message_bytes: usize,
    /// After a signal to end: how long calls under way may take. A second signal ends the wait.
    pub drain_seconds: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockMode {
    System,
    Simulated,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClockSection {
    /// `simulated` lets a caller move business time; on loopback only.
    pub mode: ClockMode,
    /// The legal entity's: it decides which day it is.
    pub zone: String,
    /// Where simulated time starts, RFC 3339; empty = now.
    pub start: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SetsSection {
    /// Items in one transaction; results do not depend on it.
    pub items: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            server: ServerSection::default(),
            gateway: GatewaySection::default(),
            store: StoreSection::default(),
            bus: BusSection::default(),
            clock: ClockSection::default(),
            auth: AuthSection::default(),
            audit_trail: AuditTrailSection::default(),
            tls: TlsSection::default(),
            sets: SetsSection::default(),
            telemetry: TelemetrySection::default(),
            webhooks: WebhooksConfig::default(),
            addresses: BTreeMap::new(),
            services: serde_json::Map::new(),
        }
    }
}

impl Default for ServerSection {
    fn default() -> Self {
        let server = ServerConfig::default();
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7070)),
            concurrency: server.concurrency,
            queue: server.queue,
            default_deadline_seconds: server.default_deadline.as_secs(),
            max_deadline_seconds: server.max_deadline.as_secs(),
            message_bytes: server.message_bytes,
            drain_seconds: 20,
        }
    }
}

impl Default for ClockSection {
    fn default() -> Self {
        Self { mode: ClockMode::System, zone: "Europe/London".to_owned(), start: String::new() }
    }
}

impl Default for SetsSection {
    fn default() -> Self {
        Self { items: o2c_kernel::SET_ITEMS }
    }
}

impl Config {
    /// Reads and checks everything; nothing has been opened or bound yet.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            anyhow::ensure!(file.is_file(), "the configuration file {} does not exist", file.display());
            figment = figment.merge(Toml::file_exact(file));
        }
        let config: Self =
            figment.merge(Env::prefixed("O2C__").split("__")).extract().context("the configuration is not valid")?;
        config.check()?;
        Ok(config)
    }

    pub fn zone(&self) -> anyhow::Result<Zone> {
        Zone::parse(&self.clock.zone).context("clock.zone")
    }

    pub fn clock(&self) -> anyhow::Result<Clock> {
        Ok(match self.clock.mode {
            ClockMode::System => Clock::system(),
            ClockMode::Simulated if self.clock.start.is_empty() => Clock::simulated(machine_now()),
            ClockMode::Simulated => Clock::simulated(Instant::parse(&self.clock.start).context("clock.start")?),
        })
    }

    #[must_use]
    pub fn server(&self) -> ServerConfig {
        ServerConfig {
            default_deadline: Duration::from_secs(self.server.default_deadline_seconds),
            max_deadline: Duration::from_secs(self.server.max_deadline_seconds),
            concurrency: self.server.concurrency,
            queue: self.server.queue,
            message_bytes: self.server.message_bytes,
            ..ServerConfig::default()
        }
    }

    #[must_use]
    pub fn limits(&self) -> SetLimits {
        SetLimits::of_items(self.sets.items)
    }
}
