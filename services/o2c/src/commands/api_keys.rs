//! `o2c api-keys`.

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::{Args, Subcommand};
use o2c_api_keys::{
    ApiKeys, Create, PageQuery, create_one,
    domain::{ApiKey, LONGEST_DAYS, State, USUAL_DAYS},
    list_api_keys, revoke_one,
};
use o2c_identity::Roles;
use o2c_kernel::{Call, Id, KeyPart, PageSize, Principal, TenantId, machine_now, system};
use o2c_rpc::Contract;

use super::say;
use crate::{admission, cli::Place, config::Config, databases::Databases, definitions::GATEWAY};

const DEADLINE: Duration = Duration::from_secs(30);

/// Keys with which machines call. They are in the gateway's own database; it may run meanwhile.
#[derive(Debug, Args)]
pub struct ApiKeysCommand {
    #[command(flatten)]
    place: Place,
    #[arg(long, default_value = "default", global = true)]
    tenant: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes a key and prints it: this once, and never again.
    Create {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do, see `o2c roles`; several times for several roles.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        /// When it ends.
        #[arg(long, default_value_t = USUAL_DAYS)]
        days: u64,
        /// Who answers for what is done with it: they do not approve what it asks for, nor does another key of theirs.
        /// Without, it is whoever sits at the shell, and all keys that are made so are of one hand.
        #[arg(long, value_name = "PRINCIPAL", value_parser = Principal::parse)]
        responsible: Option<Principal>,
    },
    /// The tenant's keys, newest first, without their secrets.
    List,
    /// Takes a key back; within seconds nobody calls with it any more.
    Revoke { id: String },
}

impl ApiKeysCommand {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        let config = Config::load(self.place.config.as_deref())?;
        let (clock, zone) = (config.clock()?, config.zone()?);
        // Who sits at the shell, the product does not know.
        let mut caller = system(TenantId::parse(&self.tenant)?, GATEWAY);
        if let Command::Create { responsible, .. } = &self.command {
            caller.responsible.clone_from(responsible);
        }
        let call = Call::internal(caller, "o2c api-keys", DEADLINE, &clock, &zone);
        let roles = Arc::new(Roles::shipped(&Contract::load(o2c_proto::DESCRIPTORS)?.for_roles())?);
        let store = admission::keys(&config, &Databases::of(&config, &self.place.data_dir)).await?;
        let keys = ApiKeys::new(store.clone(), roles, clock, zone, config.limits());
        let done = run(&keys, &call, self.command).await;
        store.close().await;
        done.map(|()| ExitCode::SUCCESS)
    }
}

async fn run(keys: &ApiKeys, call: &Call, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create { name, roles, days, responsible: _ } => {
            anyhow::ensure!((1..=LONGEST_DAYS).contains(&days), "--days: is 1 to {LONGEST_DAYS}");
            let expires_at = machine_now().plus(Duration::from_secs(days.saturating_mul(86_400)));
            let create = Create::new(name, roles, expires_at)?;
            let (_, secret) = create_one(keys, call, create).await?;
            say(secret.reveal());
        }
        Command::List => {
            let mut after = Vec::new();
            loop {
                let page = list_api_keys(keys, call, PageQuery { size: PageSize::MAX, after }).await?;
                page.keys.iter().for_each(|key| say(shown(key)));
                match page.keys.last().filter(|_| page.more) {
                    Some(last) => after = vec![KeyPart::Uuid(last.id.uuid())],
                    None => break,
                }
            }
        }
        Command::Revoke { id } => drop(revoke_one(keys, call, Id::parse(&id)?).await?),
    }
    Ok(())
}

fn shown(key: &ApiKey) -> String {
    let state = match (key.state(machine_now()), &key.revoked) {
        (State::Revoked, Some((by, at))) => format!("taken back {at} by {}", by.as_str()),
        (State::Expired, _) => format!("over since {}", key.expires_at),
        (State::Active | State::Revoked, _) => format!("until {}", key.expires_at),
    };
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("last used {at}"));
    format!("{}  {}  {}  of {}, {state}, {used}", key.id, key.roles.join(","), key.name, key.created_by)
}
