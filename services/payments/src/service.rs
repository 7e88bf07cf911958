//! The service: its state, and how the runtime gets at it.

use std::sync::Arc;

use futures::future::BoxFuture;
use o2c_audit::Audit;
use o2c_kernel::{Clock, Deadline, SetLimits, Zone};
use o2c_messaging::{Consumer, Envelope, Outbox};
use o2c_proto::payments::v1::payments_service_server::{PaymentsServiceServer, SERVICE_NAME};
use o2c_rpc::Host;
use o2c_runtime::{Environment, OpenError, Opened, Service};
use o2c_saga::{Backlog, SagaError, SagaOptions, Sagas};
use o2c_store::{GaugeQuery, Store, Tx};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::{
    api::Api,
    audit,
    clients::Receivables,
    config::PaymentsConfig,
    domain::{DOMAIN, matching::Policy},
    events,
    sagas::{ApplyCash, MatchReceipt},
    storage,
};

/// How long counting what is under way may take.
const COUNTING: std::time::Duration = std::time::Duration::from_secs(10);

/// What every use case works with.
#[derive(Clone)]
pub struct Payments {
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    pub(crate) sagas: Sagas,
    pub(crate) receivables: Receivables,
    pub(crate) policy: Policy,
    clock: Clock,
    zone: Zone,
    limits: SetLimits,
}

/// Opens the service on its migrated store.
pub fn open(environment: Environment) -> Opened {
    Box::pin(async move { Ok(Arc::new(Payments::open(environment).await?) as Arc<dyn Service>) })
}

impl Payments {
    pub(crate) async fn open(environment: Environment) -> Result<Self, OpenError> {
        let config: PaymentsConfig = match environment.config {
            serde_json::Value::Null => PaymentsConfig::default(),
            section => serde_json::from_value(section)?,
        };
        let (store, clock, zone) = (environment.store, environment.clock, environment.zone);
        let set_size = environment.limits.items;
        let options = SagaOptions { set_size, ..SagaOptions::new(clock.clone(), zone.clone()) };
        Ok(Self {
            outbox: Outbox::open(&store).await?,
            sagas: Sagas::new(store.clone(), options),
            receivables: Receivables::new(environment.transport),
            policy: config.policy(),
            limits: environment.limits,
            store,
            clock,
            zone,
        })
    }
}

impl Service for Payments {
    fn name(&self) -> &'static str {
        crate::NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &[SERVICE_NAME]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        routes.add_service(PaymentsServiceServer::new(Api(self)));
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

    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), OpenError>> {
        Box::pin(events::taken_back(tx, facts))
    }

    fn start_sagas(self: Arc<Self>, stop: CancellationToken) -> Result<Vec<JoinHandle<()>>, OpenError> {
        let matching = self.sagas.spawn::<MatchReceipt>(Arc::clone(&self), stop.clone())?;
        let applying = self.sagas.spawn::<ApplyCash>(Arc::clone(&self), stop)?;
        Ok(vec![matching, applying])
    }

    fn saga_backlog(&self) -> BoxFuture<'_, Result<Backlog, SagaError>> {
        Box::pin(self.sagas.backlog(Deadline::after(COUNTING)))
    }

    fn sagas(&self) -> Option<&Sagas> {
        Some(&self.sagas)
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::audit(self.store.clone())
    }
}

impl Host for Payments {
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
