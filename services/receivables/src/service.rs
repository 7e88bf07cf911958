//! The service, put together.

use std::sync::Arc;

use o2c_audit::Audit;
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_messaging::{Consumer, Outbox};
use o2c_proto::receivables::v1::receivables_service_server::ReceivablesServiceServer;
use o2c_rpc::Host;
use o2c_runtime::{Environment, Opened, Service};
use o2c_store::{GaugeQuery, Store};
use tonic::service::RoutesBuilder;

use crate::{NAME, api::Api, audit, config::Config, domain::Tolerances, error::DOMAIN, events, storage};

/// Receivables.
#[derive(Debug)]
pub struct Receivables {
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    pub(crate) clock: Clock,
    pub(crate) zone: Zone,
    pub(crate) limits: SetLimits,
    pub(crate) tolerances: Tolerances,
}

/// Builds the service on a migrated store.
pub fn open(environment: Environment) -> Opened {
    Box::pin(async move {
        let Environment { store, clock, zone, limits, config, .. } = environment;
        let config = Config::read(config)?;
        let outbox = Outbox::open(&store).await?;
        let service: Arc<dyn Service> =
            Arc::new(Receivables { store, outbox, clock, zone, limits, tolerances: config.tolerances() });
        Ok(service)
    })
}

impl Service for Receivables {
    fn name(&self) -> &'static str {
        NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &["o2c.receivables.v1.ReceivablesService"]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(ReceivablesServiceServer::new(Api(self)));
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        Some(events::consumer(self))
    }

    fn redoing(self: Arc<Self>) -> Option<Consumer> {
        Some(events::redoing(self))
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::audit(self.store.clone())
    }
}

impl Host for Receivables {
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
