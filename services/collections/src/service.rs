//! The service: its state, and how the runtime gets at it.

use std::sync::Arc;

use o2c_audit::Audit;
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_messaging::{Consumer, Outbox};
use o2c_proto::collections::v1::collections_service_server::{CollectionsServiceServer, SERVICE_NAME};
use o2c_rpc::Host;
use o2c_runtime::{Environment, Opened, Service};
use o2c_store::{GaugeQuery, Store};
use tonic::service::RoutesBuilder;

use crate::{
    api::Api,
    audit,
    config::CollectionsConfig,
    domain::{DOMAIN, Weights},
    events, storage,
};

/// What every use case works with.
#[derive(Debug)]
pub struct Collections {
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    pub(crate) config: CollectionsConfig,
    pub(crate) weights: Weights,
    clock: Clock,
    zone: Zone,
    pub(crate) limits: SetLimits,
}

/// Opens the service on its migrated store.
pub fn open(environment: Environment) -> Opened {
    Box::pin(async move {
        let config: CollectionsConfig = match environment.config {
            serde_json::Value::Null => CollectionsConfig::default(),
            section => serde_json::from_value(section)?,
        };
        let collections = Collections {
            outbox: Outbox::open(&environment.store).await?,
            store: environment.store,
            weights: config.worklist.weights()?,
            config,
            clock: environment.clock,
            zone: environment.zone,
            limits: environment.limits,
        };
        Ok(Arc::new(collections) as Arc<dyn Service>)
    })
}

impl Service for Collections {
    fn name(&self) -> &'static str {
        crate::NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &[SERVICE_NAME]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(CollectionsServiceServer::new(Api(self)));
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

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::audit(self.store.clone())
    }
}

impl Host for Collections {
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
