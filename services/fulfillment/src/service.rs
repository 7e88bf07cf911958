//! The state of the service, and how the runtime starts it.

use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use o2c_audit::Audit;
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_messaging::{Consumer, Outbox};
use o2c_proto::fulfillment::v1::fulfillment_service_server::FulfillmentServiceServer;
use o2c_rpc::Transport;
use o2c_runtime::{Environment, OpenError, Service};
use o2c_store::{GaugeQuery, Store};
use tonic::service::RoutesBuilder;

use crate::{NAME, api::Api, audit, config::Config, events, storage};

/// All that the use cases need.
#[derive(Clone, Debug)]
pub struct Fulfillment {
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    /// The way to credit.
    pub(crate) transport: Transport,
    pub(crate) clock: Clock,
    pub(crate) zone: Zone,
    pub(crate) limits: SetLimits,
    pub(crate) config: Config,
}

/// Builds the service; the runtime migrates before and starts its workers after.
pub fn open(environment: Environment) -> BoxFuture<'static, Result<Arc<dyn Service>, OpenError>> {
    async move {
        let config = match environment.config {
            serde_json::Value::Null => Config::default(),
            section => serde_json::from_value(section)?,
        };
        let outbox = Outbox::open(&environment.store).await?;
        let service = Fulfillment {
            store: environment.store,
            outbox,
            transport: environment.transport,
            clock: environment.clock,
            zone: environment.zone,
            limits: environment.limits,
            config,
        };
        Ok(Arc::new(service) as Arc<dyn Service>)
    }
    .boxed()
}

impl Service for Fulfillment {
    fn name(&self) -> &'static str {
        NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &["o2c.fulfillment.v1.FulfillmentService"]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(FulfillmentServiceServer::new(Api(self)));
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        Some(events::consumers::consumer(self))
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::audit(self.store.clone())
    }
}
