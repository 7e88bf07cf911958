//! Whom the edge of a process lets pass.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use o2c_gateway::{
    Admission, ApiKeys, Issuers, Proof, QuotaOptions, Quotas,
    api_keys::{self, KeyStore},
};
use o2c_identity::Roles;
use o2c_rpc::Contract;
use o2c_store::{Migration, SqliteOptions, Store};

use crate::{
    config::{Config, MigrateWhen},
    databases::Databases,
    definitions::GATEWAY,
    dev_issuer,
};

/// The guard, and the database that it looks keys up in.
pub(crate) struct Guard {
    pub(crate) admission: Admission,
    pub(crate) store: Option<Store>,
}

/// The tables of the gateway, in the order in which they are applied.
#[must_use]
pub fn migrations() -> Vec<Migration> {
    [o2c_store::MIGRATIONS, api_keys::MIGRATIONS].concat()
}

/// As the configuration says. Needs a tokio runtime.
pub(crate) async fn guard(
    config: &Config,
    databases: &Databases,
    contract: &Arc<Contract>,
    roles: &Arc<Roles>,
) -> anyhow::Result<Guard> {
    let limits = QuotaOptions { per_second: config.gateway.quota_per_second, burst: config.gateway.quota_burst };
    let quotas = (limits.per_second > 0).then(|| Quotas::new(limits));
    if !config.auth.is_signed() {
        return Ok(Guard { admission: Admission::trusting(Arc::clone(contract), quotas), store: None });
    }
    let mut known = config.auth.issuers.clone();
    if !config.auth.dev_issuer_file.is_empty() {
        known.push(dev_issuer::options(Path::new(&config.auth.dev_issuer_file))?);
        tracing::warn!("auth.dev_issuer_file: whoever can read the key of this machine's issuer is anybody");
    }
    if known.is_empty() && !config.auth.api_keys {
        tracing::warn!(
            "auth: there are no issuers and no API keys: nobody can prove who they are, and nobody comes in"
        );
    }
    let issuers = Issuers::open(&known).await?;
    let store = if config.auth.api_keys { Some(keys(config, databases).await?) } else { None };
    let api_keys = store.clone().map(|store| ApiKeys::new(KeyStore::new(store)));
    let proof = Proof::new(Arc::clone(roles), issuers, api_keys);
    Ok(Guard { admission: Admission::proven(Arc::clone(contract), proof, quotas), store })
}

/// The database of API keys, brought up to this program where that is the process's to do.
pub(crate) async fn keys(config: &Config, databases: &Databases) -> anyhow::Result<Store> {
    if let Databases::Directory(path) = databases {
        std::fs::create_dir_all(path).with_context(|| format!("{} cannot be created", path.display()))?;
    }
    let store = databases.open(GATEWAY, SqliteOptions::default()).await?;
    let migrations = migrations();
    match config.store.migrate {
        MigrateWhen::AtStart => store.migrate(&[&migrations]).await.map(drop),
        MigrateWhen::ByCommand => store.check_version(&[&migrations]).await,
    }
    .context("the database of the gateway does not fit this program")?;
    Ok(store)
}
