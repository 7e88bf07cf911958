//! `o2c audit-trail`: who did what, and whether that is what was written down.

mod erase;
mod list;
mod verify;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::{cli::Place, config::Config, databases::Databases};

#[derive(Debug, Args)]
pub struct AuditTrail {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Shows entries, the newest first: by document, by caller, by time.
    List(list::List),
    /// Erases a person, as the role that owns the tables: what they did stays, who it was is forgotten.
    Erase(erase::Erase),
    /// Proves that nothing was changed, deleted, put in, moved, cut off or made anew. 0 only if all of it holds.
    Verify(verify::Verify),
}

impl AuditTrail {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let databases = Databases::of(&config, &self.place.data_dir);
        if let Databases::Directory(path) = &databases {
            anyhow::ensure!(path.is_dir(), "{} does not exist", path.display());
        }
        match self.action {
            Action::Erase(action) => {
                action.run(&config, &Databases::for_migration(&config, &self.place.data_dir)).await
            }
            Action::List(action) => action.run(&databases).await,
            Action::Verify(action) => action.run(&config, &databases).await,
        }
    }
}
