//! Facts that failed for good: seen, tried again, given up.

use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Subcommand;
use o2c_kernel::TenantId;
use o2c_messaging::{Bus, Consumer, TakeReport, dead_letters};
use uuid::Uuid;

use super::Opened;
use crate::{commands::say, config::Config, databases::Databases, definitions};

/// Dead letters shown at a time.
const PAGE: usize = 100;

#[derive(Debug, Subcommand)]
pub(super) enum DeadLetters {
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

impl DeadLetters {
    pub(super) async fn run(self, config: &Config, databases: &Databases) -> anyhow::Result<ExitCode> {
        let (Self::List { service, tenant, .. }
        | Self::Retry { service, tenant, .. }
        | Self::Discard { service, tenant, .. }) = &self;
        let run = definitions::named(std::slice::from_ref(service))?;
        let name = run.first().map(|definition| definition.name).context("there is no such service")?;
        let tenant = TenantId::parse(tenant)?;
        if let Self::List { after, .. } = &self {
            return list(databases, name, &tenant, *after).await;
        }
        let opened = Opened::of(config, databases, Bus::local(), &run).await?;
        let consumer = consumer(&opened, name)?;
        let done = match &self {
            Self::List { .. } => Ok(ExitCode::SUCCESS),
            Self::Retry { event, .. } => retry(&consumer, &tenant, *event).await,
            Self::Discard { event, reason, .. } => discard(&consumer, &tenant, *event, reason).await,
        };
        opened.assembly.close().await;
        done
    }
}

/// 0 only if it is no dead letter any more.
async fn retry(consumer: &Consumer, tenant: &TenantId, event: Uuid) -> anyhow::Result<ExitCode> {
    let report = dead_letters::retry(consumer, tenant, event).await?;
    if let Some(reason) = dead_letters::reason(consumer, tenant, event).await? {
        say(format_args!("it failed again: {reason}"));
        return Ok(ExitCode::FAILURE);
    }
    say(format_args!("{}; it is no dead letter any more", taken(&report)));
    Ok(ExitCode::SUCCESS)
}

async fn discard(consumer: &Consumer, tenant: &TenantId, event: Uuid, reason: &str) -> anyhow::Result<ExitCode> {
    let report = dead_letters::discard(consumer, tenant, event, reason).await?;
    say(format_args!("given up; of what waited behind it: {}", taken(&report)));
    Ok(ExitCode::SUCCESS)
}

/// A process of the service that runs beside takes some of it.
fn taken(report: &TakeReport) -> String {
    format!("{} facts taken in here", report.handled.saturating_add(report.passed))
}

fn consumer(opened: &Opened, service: &str) -> anyhow::Result<Consumer> {
    let found = opened.assembly.service(service)?;
    Arc::clone(&found).consumer().with_context(|| format!("{service} takes no facts in"))
}

async fn list(
    databases: &Databases,
    service: &'static str,
    tenant: &TenantId,
    after: Option<Uuid>,
) -> anyhow::Result<ExitCode> {
    let store = databases.open_read_only(service).await?;
    for letter in dead_letters::list(&store, service, tenant, after, PAGE).await? {
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
