//! `o2c recover`: after databases were restored.

use std::{collections::BTreeMap, process::ExitCode, sync::Arc};

use clap::{Args, Subcommand};
use o2c_kernel::TenantId;
use o2c_messaging::{
    Bus,
    record::{self, TakenBack},
};
use o2c_store::SqliteOptions;
use uuid::Uuid;

use super::say;
use crate::{
    assembly::Assembly,
    cli::Place,
    config::Config,
    databases::Databases,
    definitions::{self, Definition},
    mesh::MeshOptions,
    recover::{Recovery, Rounds},
};

#[derive(Debug, Args)]
pub struct Recover {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Says what services have stated that others know and they do not; writes nothing.
    Check {
        /// None: all of them.
        services: Vec<String>,
    },
    /// Brings restored services together with all others; none of them runs meanwhile. May be given again at any time.
    Run {
        /// Those that were restored; none: all of them.
        services: Vec<String>,
        /// Goes on without facts that nobody holds any more, and puts it on record that they are lost.
        #[arg(long)]
        give_up_lost: bool,
    },
    /// Shows the documents that are behind what is on record of them: they take no change.
    Behind { services: Vec<String> },
    /// Lets a document be changed again that is behind its record; what differs is corrected by a further document.
    Settle {
        service: String,
        /// As `behind` shows it.
        document: Uuid,
        #[arg(long, default_value = "default")]
        tenant: String,
        #[arg(long)]
        reason: String,
    },
}

impl Recover {
    /// 0 only if nothing is lost and no document is behind.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let databases = Databases::of(&config, &self.place.data_dir);
        let options = MeshOptions { clock: config.clock()?, bus: Bus::local(), sqlite: SqliteOptions::default() };
        let recovery = |services: &[String]| {
            let services = chosen(services)?;
            anyhow::Ok(Recovery { config: &config, databases: &databases, options: &options, services })
        };
        match &self.action {
            Action::Check { services } => {
                let found = recovery(services)?.look().await?;
                Ok(exit(
                    tell_taken(&found, "would be taken back") == 0 && found.values().all(|found| found.aggregates == 0),
                ))
            }
            Action::Run { services, give_up_lost } => {
                let recovery = recovery(services)?;
                let _owned = databases.own()?;
                let lost = tell_taken(&recovery.take_back(*give_up_lost).await?, "taken back");
                tell_rounds(&recovery.rounds().await?);
                let behind = tell_behind(&recovery).await?;
                Ok(exit(lost == 0 && behind == 0))
            }
            Action::Behind { services } => Ok(exit(tell_behind(&recovery(services)?).await? == 0)),
            Action::Settle { service, document, tenant, reason } => {
                let recovery = recovery(std::slice::from_ref(service))?;
                let _owned = databases.own()?;
                settle(&recovery, &TenantId::parse(tenant)?, *document, reason).await
            }
        }
    }
}

async fn settle(recovery: &Recovery<'_>, tenant: &TenantId, document: Uuid, reason: &str) -> anyhow::Result<ExitCode> {
    let Recovery { config, databases, options, services } = recovery;
    let assembly = Assembly::open(config, databases, options, services).await?;
    let mut settled = false;
    for service in &assembly.services {
        if let Some(consumer) = Arc::clone(service).consumer() {
            settled |= record::settle(&consumer, tenant, document, reason).await?;
        }
    }
    assembly.close().await;
    say(if settled { "settled" } else { "this document is not behind its record" });
    Ok(exit(settled))
}

fn chosen(services: &[String]) -> anyhow::Result<Vec<&'static Definition>> {
    match services.is_empty() {
        true => Ok(definitions::ALL.iter().collect()),
        false => definitions::named(services),
    }
}

fn exit(clean: bool) -> ExitCode {
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many facts nobody holds.
fn tell_taken(taken: &BTreeMap<&'static str, TakenBack>, what: &str) -> i64 {
    let mut lost = 0_i64;
    for (service, taken) in taken {
        let facts: u64 = taken.facts.values().sum();
        say(format_args!("{service}: {facts} facts of {} documents {what}", taken.aggregates));
        for (type_name, facts) in &taken.facts {
            say(format_args!("  {facts} {type_name}"));
        }
        if taken.lost_facts > 0 {
            say(format_args!("  {} facts are held by nobody:", taken.lost_facts));
        }
        for gone in &taken.lost {
            say(format_args!("  {} {} #{} to #{}", gone.tenant.as_str(), gone.aggregate_id, gone.from, gone.to));
        }
        lost = lost.saturating_add(taken.lost_facts);
    }
    lost
}

fn tell_rounds(done: &Rounds) {
    for (service, facts) in &done.taken_in {
        let redone = done.redone.get(service).copied().unwrap_or(0);
        say(format_args!("{service}: {facts} facts of others taken in, {redone} of its own done again by itself"));
    }
    for (service, behind, reason) in &done.refused {
        say(format_args!("{service}: {} {}: {reason}", behind.aggregate_type, behind.aggregate_id));
    }
}

async fn tell_behind(recovery: &Recovery<'_>) -> anyhow::Result<u64> {
    let count = recovery
        .behind(|service, behind| {
            say(format_args!(
                "{service}: {} {} {} stands at #{}, on record are #{}",
                behind.tenant.as_str(),
                behind.aggregate_type,
                behind.aggregate_id,
                behind.redone,
                behind.last
            ));
        })
        .await?;
    say(format_args!("{count} documents are behind their record"));
    Ok(count)
}
