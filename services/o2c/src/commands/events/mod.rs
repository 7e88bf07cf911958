//! `o2c events`: what a person does about facts.

mod dead_letters;
mod replay;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use o2c_messaging::Bus;
use o2c_store::SqliteOptions;

use crate::{
    assembly::Assembly, cli::Place, config::Config, data_dir::DataDir, databases::Databases, definitions::Definition,
    mesh::MeshOptions,
};

#[derive(Debug, Args)]
pub struct Events {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Facts that failed for good.
    #[command(subcommand)]
    DeadLetters(dead_letters::DeadLetters),
    /// Delivers what a service has published once more: a subscriber that has it drops it, one that lost it takes it in.
    Replay(replay::Replay),
}

impl Events {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let databases = Databases::of(&config, &self.place.data_dir);
        match self.action {
            Action::DeadLetters(action) => action.run(&config, &databases).await,
            Action::Replay(action) => action.run(&config, &databases).await,
        }
    }
}

/// Services opened to mend something: beside running processes where the databases are on a server, alone where they are
/// files.
struct Opened {
    assembly: Assembly,
    bus: Bus,
    _data_dir: Option<DataDir>,
}

impl Opened {
    async fn of(config: &Config, databases: &Databases, bus: Bus, run: &[&Definition]) -> anyhow::Result<Self> {
        let data_dir = databases.own()?;
        let options = MeshOptions { clock: config.clock()?, bus: bus.clone(), sqlite: SqliteOptions::default() };
        Ok(Self { assembly: Assembly::open(config, databases, &options, run).await?, bus, _data_dir: data_dir })
    }
}
