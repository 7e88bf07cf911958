//! `o2c migrate`.

use std::process::ExitCode;

use clap::Args;
use o2c_store::SqliteOptions;

use super::say;
use crate::{assembly::migrate, cli::Place, config::Config, data_dir::DataDir, databases::Databases, definitions};

#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    place: Place,
    /// The services to migrate; none = all.
    services: Vec<String>,
}

impl Migrate {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        for name in &self.services {
            anyhow::ensure!(definitions::ALL.iter().any(|known| known.name == name), "there is no service `{name}`");
        }
        let data_dir = DataDir::own(&self.place.data_dir)?;
        let databases = Databases::of(&config, data_dir.path());
        for definition in &definitions::ALL {
            if !self.services.is_empty() && !self.services.iter().any(|name| name == definition.name) {
                continue;
            }
            let store = databases.open(definition.name, SqliteOptions::default()).await?;
            let report = migrate(definition, &store).await?;
            say(format_args!("{}: {} applied, {} there before", definition.name, report.applied.len(), report.already));
            store.close().await;
        }
        Ok(ExitCode::SUCCESS)
    }
}
