//! `o2c audit-trail erase`.

use std::{process::ExitCode, time::Duration};

use anyhow::ensure;
use clap::Args;
use o2c_audit_trail::erase;
use o2c_kernel::{Call, Clock, Principal, TenantId, Zone, system};
use o2c_store::{SqliteOptions, Store};
use uuid::Uuid;

use super::super::say;
use crate::{config::Config, databases::Databases, definitions};

const DEADLINE: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub struct Erase {
    /// The services; none = all.
    services: Vec<String>,
    #[arg(long, default_value = "default")]
    tenant: String,
    /// Who is to be forgotten.
    #[arg(long)]
    principal: String,
    /// Why, such as the number of the letter that asks for it; it is kept, so it names nobody.
    #[arg(long)]
    reason: String,
}

impl Erase {
    /// Every trail by itself: what is erased stays erased, and who runs it again finds nobody there. 0 only if somebody was
    /// erased: a name or a tenant that is mistyped must not look like one that is forgotten.
    pub async fn run(self, config: &Config, databases: &Databases) -> anyhow::Result<ExitCode> {
        let chosen = match self.services.is_empty() {
            true => definitions::ALL.iter().chain(definitions::edge(config)).collect(),
            false => definitions::named(&self.services)?,
        };
        let (tenant, principal) = (TenantId::of_record(&self.tenant)?, Principal::parse(&self.principal)?);
        ensure!(!self.reason.trim().is_empty(), "--reason: is required");
        ensure!(!self.reason.contains(principal.as_str()), "--reason: names the one who is to be forgotten");
        let _owned = databases.own()?;
        let mut known = false;
        for definition in chosen {
            let store = databases.open(definition.name, SqliteOptions::default()).await?;
            let erased = self.erase(&store, &tenant, &principal).await?;
            known |= erased.is_some();
            match erased {
                Some(pseudonym) => say(format_args!("{}: erased, and from now on {pseudonym}", definition.name)),
                None => say(format_args!("{}: nothing leads to that principal", definition.name)),
            }
            store.close().await;
        }
        ensure!(known, "nobody is called that in tenant `{}`: erased before, or never there", tenant.as_str());
        Ok(ExitCode::SUCCESS)
    }

    async fn erase(&self, store: &Store, tenant: &TenantId, principal: &Principal) -> anyhow::Result<Option<Uuid>> {
        let caller = system(tenant.clone(), store.service());
        let call = Call::internal(caller, "", DEADLINE, &Clock::system(), &Zone::UTC);
        let tx = store.begin_write(&call).await?;
        let erased = erase(&tx, &call, principal, &self.reason).await?;
        tx.commit().await?;
        Ok(erased)
    }
}
