//! `o2c config`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::say;
use crate::config::Config;

#[derive(Debug, Args)]
pub struct ConfigCommand {
    /// A configuration file (TOML).
    #[arg(long, env = "O2C_CONFIG")]
    config: Option<PathBuf>,
}

impl ConfigCommand {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let mut config = Config::load(self.config.as_deref())?;
        config.store = config.store.redacted();
        say(serde_json::to_string_pretty(&config)?);
        Ok(ExitCode::SUCCESS)
    }
}
