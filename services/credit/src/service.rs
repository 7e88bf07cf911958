//! The service: its state, and how the runtime gets at it.

use std::sync::Arc;

use o2c_audit::Audit;
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_messaging::{Consumer, Outbox};
use o2c_proto::credit::v1::credit_service_server::{CreditServiceServer, SERVICE_NAME};
use o2c_rpc::Host;
use o2c_runtime::{Environment, Opened, Service};
use o2c_store::{GaugeQuery, Store};
use tonic::service::RoutesBuilder;

use crate::{
    api::Api,
    audit,
    config::CreditConfig,
    domain::{DOMAIN, Policy},
    events, storage,
};

/// What every use case works with.
#[derive(Debug)]
pub struct Credit {
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    pub(crate) policy: Policy,
    clock: Clock,
    zone: Zone,
    limits: SetLimits,
}

/// Opens the service on its migrated store.
pub fn open(environment: Environment) -> Opened {
    Box::pin(async move {
        let config: CreditConfig = match environment.config {
            serde_json::Value::Null => CreditConfig::default(),
            section => serde_json::from_value(section)?,
        };
        let credit = Credit {
            outbox: Outbox::open(&environment.store).await?,
            store: environment.store,
            policy: config.policy(),
            clock: environment.clock,
            zone: environment.zone,
            limits: environment.limits,
        };
        Ok(Arc::new(credit) as Arc<dyn Service>)
    })
}

impl Service for Credit {
    fn name(&self) -> &'static str {
        crate::NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &[SERVICE_NAME]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(CreditServiceServer::new(Api(self)));
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

    fn redoing(self: Arc<Self>) -> Option<Consumer> {
        Some(events::redoing(&self))
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::audit(self.store.clone())
    }
}

impl Host for Credit {
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
