//! `o2c bench`: one benchmark a subcommand.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::say;
use crate::{
    bench::{
        Engine, GroundOptions,
        cycle::{self, CycleOptions},
    },
    config::Config,
    watch::Watch,
};

#[derive(Debug, Args)]
pub struct Bench {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Debug, Subcommand)]
enum Benchmark {
    /// Orders of five lines through the whole cycle to applied cash, in bulk.
    Cycle(Cycle),
}

/// Where to run, and where to write what came out.
#[derive(Debug, Args)]
struct Common {
    /// Which engine holds the books.
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// A PostgreSQL that runs already, with a database that is empty; without it one is made for the run.
    #[arg(long, value_name = "URL")]
    postgres_url: Option<String>,
    /// A process per service behind a gateway, over NATS, instead of one process.
    #[arg(long)]
    processes: bool,
    /// Where the books are, and stay; without it a temporary directory that is removed.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// A configuration file (TOML).
    #[arg(long, env = "O2C_CONFIG")]
    config: Option<PathBuf>,
    /// Writes the report as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Cycle {
    #[command(flatten)]
    common: Common,
    /// How many orders.
    #[arg(long, default_value_t = 20_000)]
    orders: u64,
    /// Leaves out the ceiling.
    #[arg(long)]
    no_ceiling: bool,
}

impl Bench {
    /// 0 only if the book is clean at the end.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self.benchmark {
            Benchmark::Cycle(command) => {
                let common = command.common;
                let config = Config::load(common.config.as_deref())?;
                let options =
                    CycleOptions { ground: common.ground(), orders: command.orders, ceiling: !command.no_ceiling };
                // Watched as the configuration says: what that costs is measured with the rest.
                let watch = Watch::start(&config, "bench").await?;
                let report = cycle::run(&config, &options).await;
                watch.end().await;
                let report = report?;
                common.tell(&report.table(), &report.json())?;
                Ok(if report.audit.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            }
        }
    }
}

impl Common {
    fn ground(&self) -> GroundOptions {
        GroundOptions {
            engine: self.engine,
            postgres_url: self.postgres_url.clone(),
            processes: self.processes,
            data_dir: self.data_dir.clone(),
        }
    }

    fn tell(&self, table: &str, json: &serde_json::Value) -> anyhow::Result<()> {
        say(table);
        let Some(file) = &self.json else { return Ok(()) };
        std::fs::write(file, serde_json::to_vec_pretty(json)?)
            .with_context(|| format!("{} cannot be written", file.display()))
    }
}
