//! `o2c up`: a whole mesh on this machine.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Context;
use clap::Args;
use o2c_kernel::Date;
use o2c_local::Durability;

use super::{say, signals::Signals};
use crate::{
    config::{ClockMode, Config},
    data_dir::DataDir,
    local_mesh::{Layout, LocalMesh, Program},
};

/// How often to look whether everything still runs.
const LOOK: Duration = Duration::from_millis(500);

/// Starts PostgreSQL, NATS and a process per service behind a gateway, all on loopback, and keeps them running.
#[derive(Debug, Args)]
pub struct Up {
    /// As a cluster has it: separate processes, PostgreSQL and NATS (both have to be installed). The only way there is;
    /// `o2c serve` runs everything in one process.
    #[arg(long, required = true)]
    processes: bool,
    /// Where databases, messages and logs are; created if absent.
    #[arg(long, default_value = "o2c-mesh")]
    data_dir: PathBuf,
    /// A configuration file (TOML) for what is the same everywhere.
    #[arg(long, env = "O2C_CONFIG")]
    config: Option<PathBuf>,
    /// Where the gateway listens; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7070")]
    listen: SocketAddr,
    /// Business time starts on this day and moves only when it is told to, as `o2c demo --target` does.
    #[arg(long, value_name = "YYYY-MM-DD")]
    simulated_from: Option<String>,
    /// Callers prove who they are, with what `o2c token` prints for this data directory.
    #[arg(long)]
    signed: bool,
}

impl Up {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(day) = &self.simulated_from {
            let start = config.zone()?.start_of(Date::parse(day).context("--simulated-from")?);
            config.clock.mode = ClockMode::Simulated;
            config.clock.start = start.to_string();
        }
        let mut signals = Signals::listen()?;
        let owned = DataDir::own(&self.data_dir)?;
        let directory = owned.path().canonicalize()?;
        if self.signed {
            config.auth.with_dev_issuer(&directory)?;
        }
        let program = Program::this()?;
        let layout = Layout::plain(&config, &program, Durability::Full, self.listen);
        let mut mesh = LocalMesh::start(&directory, &layout).await?;
        say(format_args!("listening on {}", mesh.address()));
        say(format_args!("configuration: {}", mesh.place.config_file.display()));
        for seat in &mesh.place.seats {
            say(format_args!("{}: {}, log {}", seat.name, seat.address, mesh.place.log(&seat.name).display()));
        }
        loop {
            tokio::select! {
                () = signals.first() => break,
                () = tokio::time::sleep(LOOK) => {
                    for name in mesh.mend().await? {
                        say(format_args!("{name} had ended and was started again"));
                    }
                }
            }
        }
        say("ending");
        mesh.stop().await;
        Ok(ExitCode::SUCCESS)
    }
}
