//! The service as the runtime sees it.

use std::{sync::Arc, time::Duration};

use o2c_audit::Audit;
use o2c_kernel::{Clock, Deadline, SetLimits, Zone};
use o2c_messaging::{Consumer, Envelope, Outbox};
use o2c_proto::orders::v1::orders_service_server::OrdersServiceServer;
use o2c_rpc::Host;
use o2c_runtime::{Environment, OpenError, Opened, Service};
use o2c_saga::{Backlog, BoxFuture, SagaError, SagaOptions, Sagas};
use o2c_store::{GaugeQuery, Store, Tx};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::{
    NAME,
    api::OrdersApi,
    audit,
    clients::{Billing, Credit, Fulfillment},
    config::Config,
    decisions::Decisions,
    error::DOMAIN,
    events,
    sagas::{AcceptOrder, CancelOrder},
    storage,
};

/// How long counting sagas may take.
const BACKLOG: Duration = Duration::from_secs(5);

/// What a message may weigh on the wire at most: a whole set of orders comes back in one.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;

/// The state of the service: what use cases, handlers and sagas work with.
pub struct Orders {
    pub(crate) store: Store,
    pub(crate) outbox: Outbox,
    pub(crate) sagas: Sagas,
    pub(crate) billing: Billing,
    pub(crate) credit: Credit,
    pub(crate) fulfillment: Fulfillment,
    pub(crate) config: Config,
    pub(crate) decisions: Decisions,
    clock: Clock,
    zone: Zone,
    limits: SetLimits,
}

impl Orders {
    /// Builds the state; starts nothing.
    pub async fn new(environment: Environment) -> Result<Self, OpenError> {
        let Environment { store, clock, zone, limits, transport, contract: _, config } = environment;
        let options = SagaOptions { set_size: limits.items, ..SagaOptions::new(clock.clone(), zone.clone()) };
        Ok(Self {
            outbox: Outbox::open(&store).await?,
            sagas: Sagas::new(store.clone(), options),
            billing: Billing::new(transport.clone(), limits),
            credit: Credit::new(transport.clone(), limits),
            fulfillment: Fulfillment::new(transport, limits),
            config: Config::read(config)?,
            decisions: Decisions::default(),
            store,
            clock,
            zone,
            limits,
        })
    }
}

/// Opens the service.
pub fn open(environment: Environment) -> Opened {
    Box::pin(async move {
        let orders = Arc::new(Orders::new(environment).await?);
        Ok(Arc::new(OrdersService(orders)) as Arc<dyn Service>)
    })
}

/// The service, for the runtime.
struct OrdersService(Arc<Orders>);

impl Service for OrdersService {
    fn name(&self) -> &'static str {
        NAME
    }

    fn grpc_services(&self) -> &'static [&'static str] {
        &["o2c.orders.v1.OrdersService"]
    }

    fn mount(self: Arc<Self>, routes: &mut RoutesBuilder) {
        let server = OrdersServiceServer::new(OrdersApi::new(self.0.clone()))
            .max_decoding_message_size(MAX_MESSAGE)
            .max_encoding_message_size(MAX_MESSAGE);
        routes.add_service(server);
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    fn consumer(self: Arc<Self>) -> Option<Consumer> {
        Some(events::consumer(&self.0))
    }

    fn redoing(self: Arc<Self>) -> Option<Consumer> {
        Some(events::redoing(&self.0))
    }

    fn taken_back<'a>(&'a self, tx: &'a Tx, facts: &'a [Envelope]) -> BoxFuture<'a, Result<(), OpenError>> {
        Box::pin(events::taken_back(tx, facts))
    }

    fn start_sagas(self: Arc<Self>, stop: CancellationToken) -> Result<Vec<JoinHandle<()>>, OpenError> {
        let sagas = &self.0.sagas;
        Ok(vec![
            sagas.spawn::<AcceptOrder>(self.0.clone(), stop.clone())?,
            sagas.spawn::<CancelOrder>(self.0.clone(), stop)?,
        ])
    }

    fn saga_backlog(&self) -> BoxFuture<'_, Result<Backlog, SagaError>> {
        Box::pin(self.0.sagas.backlog(Deadline::after(BACKLOG)))
    }

    fn sagas(&self) -> Option<&Sagas> {
        Some(&self.0.sagas)
    }

    fn gauges(&self) -> &'static [GaugeQuery] {
        storage::gauges::GAUGES
    }

    fn audit(&self) -> Box<dyn Audit> {
        audit::of(self.0.store.clone())
    }
}

impl Host for Orders {
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
