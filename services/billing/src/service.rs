//! The service: its state, and how the runtime opens, mounts and wires it.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_audit::Audit;
use o2c_kernel::{Call, Clock, SetLimits, Zone};
use o2c_messaging::{Consumer, Envelope, Outbox};
use o2c_proto::billing::v1::billing_service_server::BillingServiceServer;
use o2c_rpc::Host;
use o2c_runtime::{Environment, OpenError, Opened, Service};
use o2c_store::{GaugeQuery, Store, StoreError, Tx};
use tonic::service::RoutesBuilder;

use crate::{
    NAME,
    api::Api,
    audit::BillingAudit,
    config::Config,
    domain::{tax::Rules, tax_pack::territories::vat_country},
    error::DOMAIN,
    events, storage,
};

/// The state that every use case gets.
#[derive(Debug)]
pub struct Billing {
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    pub(crate) clock: Clock,
    pub(crate) zone: Zone,
    pub(crate) limits: SetLimits,
    pub(crate) config: Config,
}

impl Billing {
    /// The rules of the country that the legal entity is seated in: the only ones that its own documents need.
    pub(crate) async fn domestic_rules(&self, tx: &Tx, call: &Call) -> Result<Rules, StoreError> {
        storage::tax_rules::rules(tx, call.tenant(), [vat_country(self.config.seat)]).await
    }
}

impl Host for Billing {
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

/// Builds the state; the runtime has migrated the store, and starts the workers.
pub fn open(environment: Environment) -> Opened {
    Box::pin(async move {
        let config = Config::read(environment.config)?;
        let outbox = Outbox::open(&environment.store).await?;
        let service: Arc<dyn Service> = Arc::new(Billing {
            store: environment.store,
            outbox,
            clock: environment.clock,
            zone: environment.zone,
            limits: environment.limits,
            config,
        });
        Ok(service)
    })
}

impl Service for Billing {
    fn name(&self) -> &'static str {
        NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &["o2c.billing.v1.BillingService"]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(BillingServiceServer::new(Api(self)));
    }

    fn store(&self) -> &Store {
        &self.store
    }

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        Some(events::consumer(&self))
    }

    fn redoing(self: Arc<Self>) -> Option<Consumer> {
        Some(events::redoing(&self))
    }

    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), OpenError>> {
        Box::pin(events::taken_back(self, tx, facts))
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        Box::new(BillingAudit::new(self.store.clone()))
    }
}
