//! Whom the edge of a process lets pass.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use o2c_gateway::{Admission, ApiKeys, Issuers, Proof, QuotaOptions, Quotas, api_keys::KeyStore};
use o2c_identity::Roles;
use o2c_rpc::Contract;
use o2c_store::{SqliteOptions, Store};

use crate::{assembly, config::Config, databases::Databases, definitions::EDGE, dev_issuer};

/// The guard, and the database that it looks keys up in.
pub(crate) struct Guard {
    pub(crate) admission: Admission,
    pub(crate) store: Option<Store>,
}

/// As the configuration says. `edge` is the gateway's database where it is open already. Needs a tokio runtime.
pub(crate) async fn guard(
    config: &Config,
    databases: &Databases,
    edge: Option<Store>,
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
    let store = match (config.auth.api_keys, edge) {
        (false, _) => None,
        (true, Some(edge)) => Some(edge),
        (true, None) => Some(keys(config, databases).await?),
    };
    let api_keys = store.clone().map(|store| ApiKeys::new(KeyStore::new(store)));
    let proof = Proof::new(Arc::clone(roles), issuers, api_keys);
    Ok(Guard { admission: Admission::proven(Arc::clone(contract), proof, quotas), store })
}

/// The database of API keys, brought up to this program where that is the process's to do.
pub(crate) async fn keys(config: &Config, databases: &Databases) -> anyhow::Result<Store> {
    if let Databases::Directory(path) = databases {
        std::fs::create_dir_all(path).with_context(|| format!("{} cannot be created", path.display()))?;
    }
    let store = databases.open(EDGE.name, SqliteOptions::default()).await?;
    assembly::prepare(config, &EDGE, &store).await?;
    Ok(store)
}
