//! What the gateway serves itself, as one service on one database: webhooks, API keys, or both.

use std::sync::Arc;

use anyhow::Context;
use o2c_api_keys::ApiKeys;
use o2c_audit::Audit;
use o2c_identity::Roles;
use o2c_messaging::{Consumer, Outbox};
use o2c_runtime::{Environment, OpenError, Opened, Service};
use o2c_store::{GaugeQuery, Store};
use o2c_webhooks::{Webhooks, WebhooksConfig, Wiring};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::{config::Config, databases::Databases, definitions::GATEWAY};

const WEBHOOKS: &str = "o2c.gateway.v1.WebhooksService";

/// What of it is switched on, and how.
#[derive(Debug, Serialize, Deserialize)]
struct EdgeConfig {
    webhooks: WebhooksConfig,
    api_keys: bool,
}

struct Edge {
    store: Store,
    outbox: Outbox,
    webhooks: Option<Arc<Webhooks>>,
    api_keys: Option<ApiKeys>,
}

/// As the configuration has it.
pub(crate) fn section(config: &Config, databases: &Databases) -> anyhow::Result<serde_json::Value> {
    // The key of webhooks is made where there are webhooks.
    let webhooks = match config.webhooks.enabled {
        true => config.webhooks_at(databases)?,
        false => config.webhooks.clone(),
    };
    serde_json::to_value(EdgeConfig { webhooks, api_keys: config.auth.api_keys }).context("the gateway's section")
}

/// What it serves under this configuration; nothing where nothing is switched on.
pub(crate) fn serves(webhooks: bool, api_keys: bool) -> &'static [&'static str] {
    match (webhooks, api_keys) {
        (true, true) => &[WEBHOOKS, ApiKeys::SERVICE],
        (true, false) => &[WEBHOOKS],
        (false, true) => &[ApiKeys::SERVICE],
        (false, false) => &[],
    }
}

/// Opens it on its migrated store.
pub(crate) fn open(environment: Environment) -> Opened {
    Box::pin(async move { Ok(Arc::new(Edge::open(environment).await?) as Arc<dyn Service>) })
}

impl Edge {
    async fn open(environment: Environment) -> Result<Self, OpenError> {
        let config: EdgeConfig = serde_json::from_value(environment.config.clone())?;
        let api_keys = match config.api_keys {
            false => None,
            true => {
                let roles = Arc::new(Roles::shipped(&environment.contract.for_roles())?);
                let Environment { store, clock, zone, limits, .. } = environment.clone();
                Some(ApiKeys::new(store, roles, clock, zone, limits))
            }
        };
        let (store, outbox) = (environment.store.clone(), Outbox::open(&environment.store).await?);
        let webhooks = match config.webhooks.enabled {
            false => None,
            true => {
                let config = serde_json::to_value(config.webhooks)?;
                let environment = Environment { config, ..environment };
                Some(Arc::new(Webhooks::open(environment, Wiring::default()).await?))
            }
        };
        Ok(Self { store, outbox, webhooks, api_keys })
    }
}

impl Service for Edge {
    fn name(&self) -> &'static str {
        GATEWAY
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        serves(self.webhooks.is_some(), self.api_keys.is_some())
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        if let Some(webhooks) = &self.webhooks {
            Arc::clone(webhooks).mount(routes);
        }
        if let Some(api_keys) = &self.api_keys {
            api_keys.mount(routes);
        }
    }

    fn store(&self) -> &Store {
        &self.store
    }

    /// Nothing is published: what is told, is told to endpoints.
    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        self.webhooks.clone()?.consumer()
    }

    fn start_workers(self: Arc<Self>, stop: CancellationToken) -> Vec<JoinHandle<()>> {
        self.webhooks.clone().map(|webhooks| webhooks.start_workers(stop)).unwrap_or_default()
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        self.webhooks.as_ref().map(|webhooks| webhooks.gauges()).unwrap_or_default()
    }

    fn audit(&self) -> Box<dyn Audit> {
        o2c_webhooks::audit(self.store.clone())
    }
}
