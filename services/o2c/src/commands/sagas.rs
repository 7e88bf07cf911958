//! `o2c sagas`: what is under way, what is stuck.

use std::{process::ExitCode, time::Duration};

use anyhow::Context;
use clap::{Args, Subcommand};
use o2c_kernel::{Call, PageSize, TenantId, system};
use o2c_saga::{ListSagas, SagaOptions, SagaView, Sagas as Log, State};
use o2c_store::SqliteOptions;
use uuid::Uuid;

use super::say;
use crate::{cli::Place, config::Config, databases::Databases};

const DEADLINE: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub struct Sagas {
    #[command(flatten)]
    place: Place,
    /// Whose sagas.
    #[arg(long, default_value = "orders")]
    service: String,
    #[arg(long, default_value = "default")]
    tenant: String,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Shows up to a thousand that have not ended, oldest first.
    List {
        /// Only those that wait for a person.
        #[arg(long, conflicts_with = "all")]
        stuck: bool,
        /// Those that have ended, too.
        #[arg(long)]
        all: bool,
        /// After this position.
        #[arg(long, default_value_t = 0)]
        after: i64,
    },
    /// Lets a stuck one go on.
    Retry { id: Uuid },
}

impl Sagas {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let known = crate::definitions::ALL.iter().find(|definition| definition.name == self.service);
        let service = known.with_context(|| format!("there is no service `{}`", self.service))?.name;
        let (clock, zone) = (config.clock()?, config.zone()?);
        let call =
            Call::internal(system(TenantId::parse(&self.tenant)?, service), "o2c sagas", DEADLINE, &clock, &zone);
        let options = SagaOptions::new(clock, zone);
        match self.action {
            Action::List { stuck, all, after } => {
                let databases = Databases::of(&config, &self.place.data_dir);
                let log = Log::new(databases.open_read_only(service).await?, options);
                let states = match (stuck, all) {
                    (true, _) => vec![State::Stuck],
                    (false, true) => Vec::new(),
                    (false, false) => vec![State::Running, State::Unwinding, State::Stuck],
                };
                let page = log.list(&call, &ListSagas { name: None, states, after }, PageSize::MAX).await?;
                page.sagas.iter().for_each(tell);
                if let Some(next) = page.next {
                    say(format_args!("there are more: go on with --after {next}"));
                }
            }
            Action::Retry { id } => {
                let databases = Databases::of(&config, &self.place.data_dir);
                let _owned = databases.own()?;
                let store = databases.open(service, SqliteOptions::default()).await?;
                Log::new(store.clone(), options).retry(&call, id).await?;
                store.close().await;
                say(format_args!("{id} goes on, or will at the next start of {service}"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(saga: &SagaView) {
    let SagaView { position, id, name, subject, state, tries, .. } = saga;
    let step = saga.step.as_deref().map(|step| format!(" at {step}")).unwrap_or_default();
    let error = saga.last_error.as_deref().map(|error| format!(", {error}")).unwrap_or_default();
    say(format_args!("{position} {id} {name} of {subject}: {}{step}, {tries} tries{error}", state.as_str()));
}
