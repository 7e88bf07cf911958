//! `o2c events`: what a person does about facts.

use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::{Args, Subcommand};
use o2c_kernel::TenantId;
use o2c_messaging::{Bus, Consumer, dead_letters};
use o2c_store::SqliteOptions;
use uuid::Uuid;

use super::say;
use crate::{
    cli::Place,
    config::Config,
    data_dir::DataDir,
    mesh::{Assembly, Databases, MeshOptions},
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
        let Action::DeadLetters(action) = self.action;
        if let DeadLetters::List { service, tenant, after } = &action {
            let databases = Databases::of(&config, &self.place.data_dir);
            return list(&databases, service, &TenantId::parse(tenant)?, *after).await;
        }
        let data_dir = DataDir::own(&self.place.data_dir)?;
        let databases = Databases::of(&config, data_dir.path());
        let options = MeshOptions { clock: config.clock()?, bus: Bus::local(), sqlite: SqliteOptions::default() };
        let assembly = Assembly::open(&config, &databases, &options).await?;
        let report = match &action {
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
