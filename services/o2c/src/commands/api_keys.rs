//! `o2c api-keys`.

use std::{process::ExitCode, time::Duration};

use clap::{Args, Subcommand};
use o2c_gateway::api_keys::{ApiKey, KeyStore, NewApiKey};
use o2c_identity::Roles;
use o2c_kernel::{TenantId, machine_now};
use o2c_rpc::Contract;

use super::say;
use crate::{admission, cli::Place, config::Config, databases::Databases};

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
        #[arg(long, default_value_t = 90)]
        days: u64,
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
        let tenant = TenantId::parse(&self.tenant)?;
        let store = admission::keys(&config, &Databases::of(&config, &self.place.data_dir)).await?;
        let keys = KeyStore::new(store.clone());
        let done = run(&keys, tenant, self.command).await;
        store.close().await;
        done.map(|()| ExitCode::SUCCESS)
    }
}

async fn run(keys: &KeyStore, tenant: TenantId, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create { name, roles, days } => {
            anyhow::ensure!((1..=3_650).contains(&days), "--days: is 1 to 3650");
            let known = Roles::shipped(&Contract::load(o2c_proto::DESCRIPTORS)?.for_roles())?;
            let expires_at = machine_now().plus(Duration::from_secs(days.saturating_mul(86_400)));
            let (_, secret) = keys.create(NewApiKey { tenant, name, roles, expires_at }, &known).await?;
            say(secret.reveal());
        }
        Command::List => {
            for key in keys.list(&tenant).await? {
                say(shown(&key));
            }
        }
        Command::Revoke { id } => keys.revoke(&tenant, &id).await?,
    }
    Ok(())
}

fn shown(key: &ApiKey) -> String {
    let now = machine_now();
    let state = match key.revoked_at {
        Some(at) => format!("taken back {at}"),
        None if now >= key.expires_at => format!("over since {}", key.expires_at),
        None => format!("until {}", key.expires_at),
    };
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("last used {at}"));
    format!("{}  {}  {}  {state}, {used}", key.id, key.roles.join(","), key.name)
}
