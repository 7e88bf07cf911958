//! The service: its state, and how the runtime gets at it.

use std::sync::Arc;

use o2c_audit::Audit;
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_messaging::{Consumer, Outbox};
use o2c_proto::gateway::v1::webhooks_service_server::{SERVICE_NAME, WebhooksServiceServer};
use o2c_rpc::Host;
use o2c_runtime::{Environment, OpenError, Service};
use o2c_store::{GaugeQuery, Store, Tx};
use tokio::{sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::{
    api::Api,
    app, audit,
    config::WebhooksConfig,
    domain::{DOMAIN, Schedule},
    events,
    sending::{self, KeyRing, Resolve, Sender, SystemResolver},
    storage,
};

/// What every use case works with.
pub struct Webhooks {
    pub(crate) store: Store,
    /// Nothing is published on the bus: what is told, is told to endpoints.
    outbox: Outbox,
    pub(crate) config: WebhooksConfig,
    pub(crate) schedule: Schedule,
    pub(crate) keys: KeyRing,
    pub(crate) sender: Sender,
    /// Something has become due.
    pub(crate) wake: Arc<Notify>,
    clock: Clock,
    zone: Zone,
    limits: SetLimits,
}

/// What is given rather than configured.
pub struct Wiring {
    pub schedule: Schedule,
    pub resolver: Arc<dyn Resolve>,
}

impl Default for Wiring {
    fn default() -> Self {
        Self { schedule: Schedule::default(), resolver: Arc::new(SystemResolver) }
    }
}

impl Webhooks {
    /// Opens the service on its migrated store.
    pub async fn open(environment: Environment, wiring: Wiring) -> Result<Self, OpenError> {
        let config: WebhooksConfig = match environment.config {
            serde_json::Value::Null => WebhooksConfig::default(),
            section => serde_json::from_value(section)?,
        };
        let sender = Sender::new(&config, wiring.resolver)?;
        if config.insecure_endpoints {
            tracing::warn!(
                "webhooks.insecure_endpoints: endpoints may be in the clear, and on this machine or network"
            );
        }
        Ok(Self {
            outbox: Outbox::open(&environment.store).await?,
            store: environment.store,
            keys: KeyRing::read(&config.key_files)?,
            sender,
            schedule: wiring.schedule,
            config,
            wake: Arc::default(),
            clock: environment.clock,
            zone: environment.zone,
            limits: environment.limits,
        })
    }

    /// Gives up and deletes what is older than anything is kept.
    pub async fn let_go(&self) -> Result<(), OpenError> {
        Ok(app::expire(self).await?)
    }

    /// Somebody looks for what is due once this has committed.
    pub(crate) fn wake_after(&self, tx: &Tx) {
        let wake = Arc::clone(&self.wake);
        tx.after_commit(move || wake.notify_one());
    }
}

impl std::fmt::Debug for Webhooks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Webhooks").field("keys", &self.keys).finish_non_exhaustive()
    }
}

impl Service for Webhooks {
    fn name(&self) -> &'static str {
        crate::NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &[SERVICE_NAME]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(WebhooksServiceServer::new(Api(self)));
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        let (clock, zone) = (self.clock.clone(), self.zone.clone());
        Some(events::consumer(self).with_clock(clock, zone))
    }

    fn start_workers(self: Arc<Self>, stop: CancellationToken) -> Vec<JoinHandle<()>> {
        vec![tokio::spawn(sending::dispatch(Arc::clone(&self), stop.clone())), tokio::spawn(sending::keep(self, stop))]
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::audit(self.store.clone())
    }
}

impl Host for Webhooks {
    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn zone(&self) -> &Zone {
        &self.zone
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn limits(&self) -> SetLimits {
        self.limits
    }
}
