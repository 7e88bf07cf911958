//! Whom the edge of a process lets pass.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use o2c_api_keys::KeyStore;
use o2c_gateway::{Admission, AdmissionRules, ApiKeys, Issuers, Proof, QuotaOptions, Quotas, Strangers};
use o2c_identity::Roles;
use o2c_rpc::{Contract, server::Refusals};
use o2c_store::{SqliteOptions, Store};

use crate::{assembly, config::Config, databases::Databases, definitions::EDGE, dev_issuer};

/// As the configuration says. `edge` is the gateway's database, where it has one, and `refusals` writes into its audit
/// trail. Needs a tokio runtime.
pub(crate) async fn guard(
    config: &Config,
    edge: Option<Store>,
    refusals: Option<Arc<dyn Refusals>>,
    contract: &Arc<Contract>,
    roles: &Arc<Roles>,
) -> anyhow::Result<Admission> {
    let rules = rules(config, refusals);
    if !config.auth.is_signed() {
        return Ok(Admission::trusting(Arc::clone(contract), rules));
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
    let api_keys = edge.filter(|_| config.auth.api_keys).map(|store| ApiKeys::new(KeyStore::new(store)));
    let proof = Proof::new(Arc::clone(roles), issuers, api_keys);
    Ok(Admission::proven(Arc::clone(contract), proof, rules))
}

fn rules(config: &Config, refusals: Option<Arc<dyn Refusals>>) -> AdmissionRules {
    let gateway = &config.gateway;
    let quota = QuotaOptions { per_second: gateway.quota_per_second, burst: gateway.quota_burst };
    let strangers =
        QuotaOptions { per_second: gateway.unauthenticated_per_second, burst: gateway.unauthenticated_burst };
    AdmissionRules {
        quotas: (quota.per_second > 0).then(|| Arc::new(Quotas::new(quota))),
        strangers: (strangers.per_second > 0).then(|| Arc::new(Strangers::new(strangers))),
        trusted_proxies: gateway.trusted_proxies,
        refusals,
    }
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
