//! `o2c audit`.

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context;
use clap::Args;
use o2c_runtime::telemetry::{PushedMetrics, TelemetryOptions};

use super::say;
use crate::{
    audit::{Audited, samples},
    cli::Place,
    config::Config,
    databases::Databases,
    definitions,
};

/// Who it is to those who watch.
const ROLE: &str = "audit";

#[derive(Debug, Args)]
pub struct Audit {
    #[command(flatten)]
    place: Place,
    /// How long facts under way may take to settle, in seconds.
    #[arg(long, default_value_t = 30)]
    settle: u64,
    /// Writes the report as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Audit {
    /// 0 only if no law fails.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let databases = Databases::of(&config, &self.place.data_dir);
        if let Databases::Directory(path) = &databases {
            anyhow::ensure!(path.is_dir(), "{} does not exist", path.display());
        }
        let report = Audited::open(&databases, definitions::hearing_edge(&config))
            .await?
            .check(Duration::from_secs(self.settle))
            .await?;
        say(report.table());
        if let Some(file) = &self.json {
            let json = serde_json::to_vec_pretty(&report)?;
            std::fs::write(file, json).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        // one after the other: they are replicas of nothing
        let watched = TelemetryOptions { instance: ROLE.to_owned(), ..config.telemetry(ROLE) };
        PushedMetrics::tell_once(&watched, &samples(&report)).await?;
        Ok(if report.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
