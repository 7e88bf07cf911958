//! `o2c demo`: the main job.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use o2c_rpc::remote::Address;
use o2c_store::SqliteOptions;

use super::say;
use crate::{
    cli::Place,
    config::Config,
    data_dir::DataDir,
    demo::{self, DemoOptions, WayIn},
    outside::Road,
};

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    place: Place,
    /// Order lines: files, or folders of `.csv` files. Without it, a sample made from the seed.
    #[arg(long, num_args = 1.., value_name = "FILE|DIR")]
    orders: Vec<PathBuf>,
    /// What the order lines do not hold is simulated from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Stops after so many days; the same command without it goes on.
    #[arg(long)]
    days: Option<usize>,
    /// Drives a mesh that runs already, at this address, in simulated time; without it all services run in this process.
    #[arg(long, value_name = "HOST:PORT")]
    target: Option<Address>,
    #[command(flatten)]
    road: Road,
    /// Where callers prove who they are: a folder with a token for each of the people of the world (`order-desk.token`, …).
    /// Without it they are made by this machine's issuer, if the configuration names it (`auth.dev_issuer_file`), as that of
    /// `o2c up --signed` does.
    #[arg(long, value_name = "DIR", requires = "target")]
    token_dir: Option<PathBuf>,
    /// Writes the summary as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Demo {
    /// 0 only if no law failed.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let data_dir = DataDir::own(&self.place.data_dir)?;
        let options = DemoOptions {
            orders: self.orders,
            seed: self.seed,
            days: self.days,
            progress: std::io::stderr().is_terminal(),
            sqlite: SqliteOptions::default(),
        };
        let summary = match self.target {
            Some(target) => {
                let way = WayIn { transport: self.road.to(target)?, tokens: self.token_dir };
                demo::run_against(&config, data_dir, way, options).await?
            }
            None => demo::run(&config, data_dir, options).await?,
        };
        say(&summary.text);
        if let Some(file) = &self.json {
            let json = serde_json::to_vec_pretty(&summary.json)?;
            std::fs::write(file, json).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(if summary.audit.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
