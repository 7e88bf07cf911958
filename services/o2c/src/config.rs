//! Configuration: defaults in code, then a file, then `O2C__…` variables; unknown keys are refused.

use std::{net::SocketAddr, path::Path};

use anyhow::Context;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use o2c_kernel::{Clock, Instant, SetLimits, Zone, machine_now};
use serde::{Deserialize, Serialize};

/// Everything that can be set. `o2c config` prints it with the values in force.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub server: ServerSection,
    pub store: StoreSection,
    pub clock: ClockSection,
    pub auth: AuthSection,
    pub sets: SetsSection,
    /// Each service's own section, by its name.
    pub services: serde_json::Map<String, serde_json::Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ServerSection {
    pub listen: SocketAddr,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSection {
    /// Empty: SQLite files in the data directory. Otherwise a PostgreSQL database with a schema per service.
    pub postgres_url: String,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthMode {
    /// The caller is who the metadata say. On loopback only.
    TrustedMetadata,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthSection {
    pub mode: AuthMode,
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
            store: StoreSection::default(),
            clock: ClockSection::default(),
            auth: AuthSection::default(),
            sets: SetsSection::default(),
            services: serde_json::Map::new(),
        }
    }
}

impl Default for ServerSection {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 7070)) }
    }
}

impl Default for ClockSection {
    fn default() -> Self {
        Self { mode: ClockMode::System, zone: "Europe/London".to_owned(), start: String::new() }
    }
}

impl Default for AuthSection {
    fn default() -> Self {
        Self { mode: AuthMode::TrustedMetadata }
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

    /// What types alone do not say.
    pub fn check(&self) -> anyhow::Result<()> {
        let loopback = self.server.listen.ip().is_loopback();
        anyhow::ensure!(
            loopback,
            "auth.mode = trusted-metadata believes every caller: server.listen must be a loopback address, not {}",
            self.server.listen
        );
        anyhow::ensure!((1..=1_000).contains(&self.sets.items), "sets.items must be from 1 to 1000");
        for name in self.services.keys() {
            let known = crate::definitions::ALL.iter().any(|definition| definition.name == name);
            anyhow::ensure!(known, "services.{name} names no service");
        }
        self.zone()?;
        self.clock()?;
        Ok(())
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
    pub fn limits(&self) -> SetLimits {
        SetLimits::of_items(self.sets.items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(toml: &str) -> anyhow::Result<Config> {
        let config: Config =
            Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml)).extract()?;
        config.check()?;
        Ok(config)
    }

    #[test]
    fn the_defaults_are_valid() {
        assert!(with("").is_ok());
    }

    #[test]
    fn wrong_values_are_refused_and_named() {
        for (toml, named) in [
            ("[server]\nlisten = \"0.0.0.0:7070\"", "loopback"),
            ("[server]\nlisen = \"127.0.0.1:1\"", "lisen"),
            ("[clock]\nzone = \"Middle/Earth\"", "clock.zone"),
            ("[clock]\nmode = \"simulated\"\nstart = \"noon\"", "clock.start"),
            ("[sets]\nitems = 0", "sets.items"),
            ("[services.warehouse]\nx = 1", "warehouse"),
        ] {
            let error = with(toml).err().map(|error| format!("{error:#}")).unwrap_or_default();
            assert!(error.contains(named), "{toml}: {error}");
        }
    }
}
