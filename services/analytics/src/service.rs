//! The service: its state, and how the runtime gets at it.

use std::sync::Arc;

use o2c_audit::Audit;
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_messaging::{Consumer, Outbox};
use o2c_proto::analytics::v1::analytics_service_server::{AnalyticsServiceServer, SERVICE_NAME};
use o2c_rpc::Host;
use o2c_runtime::{Environment, Opened, Service};
use o2c_store::Store;
use tonic::service::RoutesBuilder;

use crate::{api::Api, audit, error::DOMAIN, events};

/// What every use case works with.
#[derive(Debug)]
pub struct Analytics {
    pub(crate) store: Store,
    /// Nothing is ever published: analytics states no facts of its own.
    outbox: Outbox,
    clock: Clock,
    zone: Zone,
    limits: SetLimits,
}

/// Opens the service on its migrated store. It has no section of configuration.
pub fn open(environment: Environment) -> Opened {
    Box::pin(async move {
        let analytics = Analytics {
            outbox: Outbox::open(&environment.store).await?,
            store: environment.store,
            clock: environment.clock,
            zone: environment.zone,
            limits: environment.limits,
        };
        Ok(Arc::new(analytics) as Arc<dyn Service>)
    })
}

impl Service for Analytics {
    fn name(&self) -> &'static str {
        crate::NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &[SERVICE_NAME]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(AnalyticsServiceServer::new(Api(self)));
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        Some(events::consumer(self.store.clone()).with_clock(self.clock.clone(), self.zone.clone()))
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::audit(self.store.clone())
    }
}

impl Host for Analytics {
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
