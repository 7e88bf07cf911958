//! Facts that failed for good: seen, tried again, given up.

use std::{process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Subcommand;
use o2c_kernel::TenantId;
use o2c_messaging::{Bus, Consumer, dead_letters};
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
        let report = match &self {
            Self::List { .. } => return Ok(ExitCode::SUCCESS),
            Self::Retry { event, .. } => dead_letters::retry(&consumer, &tenant, *event).await?,
            Self::Discard { event, reason, .. } => dead_letters::discard(&consumer, &tenant, *event, reason).await?,
        };
        say(format_args!("{report:?}"));
        opened.assembly.close().await;
        Ok(ExitCode::SUCCESS)
    }
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
