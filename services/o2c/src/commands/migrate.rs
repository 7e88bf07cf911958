//! `o2c migrate`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use o2c_store::SqliteOptions;

use super::say;
use crate::{
    assembly,
    cli::Place,
    config::{Config, StoreSection},
    databases::Databases,
    definitions::{self, Definition, EDGE, GATEWAY},
};

/// Brings databases up to this program, as the role that owns the tables, and grants the role that runs what it needs.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    place: Place,
    /// The services to migrate, or `gateway` for its API keys and webhooks; none = all.
    services: Vec<String>,
}

impl Migrate {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let chosen = match self.services.is_empty() {
            true => definitions::ALL.iter().collect(),
            false => {
                let services: Vec<String> = self.services.iter().filter(|name| *name != GATEWAY).cloned().collect();
                definitions::named(&services)?
            }
        };
        let gateway = definitions::edge(&config).is_some()
            && (self.services.is_empty() || self.services.iter().any(|name| name == GATEWAY));
        let databases = Databases::for_migration(&config, &self.place.data_dir);
        let _owned = databases.own()?;
        for definition in chosen.into_iter().chain(gateway.then_some(&EDGE)) {
            one(&config, &databases, definition).await?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn one(config: &Config, databases: &Databases, definition: &Definition) -> anyhow::Result<()> {
    let name = definition.name;
    let store = databases.open(name, SqliteOptions::default()).await?;
    let report = assembly::migrate(definition, &store).await?;
    let role = StoreSection::of_service(&config.store.running_role, name);
    // A newer program runs beside this one, or did: what its role may do is not for this one to take back.
    if store.is_newer_than(&[&definitions::migrations(definition)]).await? {
        say(format_args!("{name}: the schema is newer than this program, its rights are left as they are"));
    } else if !role.is_empty() {
        let granted = store.grant_running_role(&role, &definitions::privileges(definition)).await;
        granted.with_context(|| format!("{name}: the role `{role}` cannot be granted what it needs"))?;
    }
    say(format_args!("{name}: {} applied, {} there before", report.applied.len(), report.already));
    store.close().await;
    Ok(())
}
