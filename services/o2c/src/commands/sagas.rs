//! `o2c sagas`: what is under way, what is stuck.

use std::{process::ExitCode, time::Duration};

use anyhow::Context;
use clap::{Args, Subcommand};
use o2c_kernel::{Call, PageSize, TenantId, system};
use o2c_saga::{ListSagas, SagaOptions, Sagas as Log, State};
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
    /// Shows up to a thousand, oldest first.
    List {
        /// Only those that wait for a person.
        #[arg(long)]
        stuck: bool,
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
            Action::List { stuck, after } => {
                let databases = Databases::of(&config, &self.place.data_dir);
                let log = Log::new(databases.open_read_only(service).await?, options);
                let filter = ListSagas { name: None, state: stuck.then_some(State::Stuck), after };
                for saga in log.list(&call, &filter, PageSize::MAX).await?.sagas {
                    say(format_args!(
                        "{} {} {} of {}: {:?}, {} tries{}",
                        saga.position,
                        saga.id,
                        saga.name,
                        saga.subject,
                        saga.state,
                        saga.tries,
                        saga.last_error.map(|error| format!(", {error}")).unwrap_or_default()
                    ));
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
