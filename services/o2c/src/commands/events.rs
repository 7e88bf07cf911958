//! `o2c events`: what a person does about facts.

use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::{Args, Subcommand};
use o2c_kernel::TenantId;
use o2c_messaging::{Bus, Consumer, dead_letters, replay::Replayed};
use o2c_store::SqliteOptions;
use uuid::Uuid;

use super::say;
use crate::{
    assembly::Assembly, cli::Place, config::Config, data_dir::DataDir, databases::Databases, definitions,
    mesh::MeshOptions,
};

/// Dead letters shown at a time.
const PAGE: usize = 100;

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
    DeadLetters(DeadLetters),
    /// Delivers what a service has published once more: a subscriber that has it drops it, one that lost it takes it in.
    Replay {
        /// The service that published it.
        producer: String,
        /// Begins behind this position of its outbox; a replay that was cut off says where to go on.
        #[arg(long, default_value_t = 0)]
        after: i64,
    },
}

#[derive(Debug, Subcommand)]
enum DeadLetters {
    /// Shows the first hundred after an event.
    List {
        /// The service that could not take them in.
        service: String,
        #[arg(long, default_value = "default")]
        tenant: String,
        #[arg(long)]
        after: Option<Uuid>,
    },
    /// Tries one again, and what waits behind it.
    Retry {
        service: String,
        event: Uuid,
        #[arg(long, default_value = "default")]
        tenant: String,
    },
    /// Gives one up; the reason is kept.
    Discard {
        service: String,
        event: Uuid,
        #[arg(long, default_value = "default")]
        tenant: String,
        #[arg(long)]
        reason: String,
    },
}

impl Events {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        if let Action::DeadLetters(DeadLetters::List { service, tenant, after }) = &self.action {
            let databases = Databases::of(&config, &self.place.data_dir);
            return list(&databases, service, &TenantId::parse(tenant)?, *after).await;
        }
        let data_dir = DataDir::own(&self.place.data_dir)?;
        let databases = Databases::of(&config, data_dir.path());
        let options = MeshOptions { clock: config.clock()?, bus: Bus::local(), sqlite: SqliteOptions::default() };
        let assembly =
            Assembly::open(&config, &databases, &options, &definitions::ALL.iter().collect::<Vec<_>>()).await?;
        let action = match &self.action {
            Action::Replay { producer, after } => return replay(assembly, &options.bus, producer, *after).await,
            Action::DeadLetters(action) => action,
        };
        let report = match action {
            DeadLetters::List { .. } => return Ok(ExitCode::SUCCESS),
            DeadLetters::Retry { service, event, tenant } => {
                dead_letters::retry(&consumer(&assembly, service)?, &TenantId::parse(tenant)?, *event).await?
            }
            DeadLetters::Discard { service, event, tenant, reason } => {
                let consumer = consumer(&assembly, service)?;
                dead_letters::discard(&consumer, &TenantId::parse(tenant)?, *event, reason).await?
            }
        };
        say(format_args!("{report:?}"));
        assembly.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// 0 only if every subscriber has dealt with all of it.
async fn replay(assembly: Assembly, bus: &Bus, producer: &str, after: i64) -> anyhow::Result<ExitCode> {
    let replayed = assembly.replay(bus, producer, after).await;
    assembly.close().await;
    let Replayed { facts, position, complete } = replayed?;
    say(format_args!("{facts} facts of {producer}, up to position {position}"));
    if !complete {
        say(format_args!("a subscriber did not deal with what follows: go on with --after {position}"));
    }
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn consumer(assembly: &Assembly, service: &str) -> anyhow::Result<Consumer> {
    let found = assembly.service(service)?;
    Arc::clone(&found).consumer().with_context(|| format!("{service} takes no facts in"))
}

async fn list(
    databases: &Databases,
    service: &str,
    tenant: &TenantId,
    after: Option<Uuid>,
) -> anyhow::Result<ExitCode> {
    let known = crate::definitions::ALL.iter().find(|definition| definition.name == service);
    let definition = known.with_context(|| format!("there is no service `{service}`"))?;
    let store = databases.open_read_only(definition.name).await?;
    for letter in dead_letters::list(&store, definition.name, tenant, after, PAGE).await? {
        let envelope = &letter.envelope;
        say(format_args!(
            "{} {} {} #{} of {} {}: {} (tries {}, failed {})",
            envelope.event_id,
            envelope.producer,
            envelope.type_name,
            envelope.sequence,
            envelope.aggregate_type,
            envelope.aggregate_id,
            letter.reason,
            letter.tries,
            letter.failed_at
        ));
    }
    Ok(ExitCode::SUCCESS)
}
