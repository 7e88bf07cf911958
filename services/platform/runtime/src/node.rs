//! The services of one process, running.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::future::{FutureExt as _, select_all};
use o2c_audit_trail::Attestation;
use o2c_kernel::{Clock, Deadline, Zone, new_uuid};
use o2c_messaging::{Bus, Haste, HeadSource, Relay, RelayOptions, StoreHeads, Worker};
use o2c_proto::runtime::v1::{
    audit_trail_service_server::AuditTrailServiceServer, clock_service_server::ClockServiceServer,
    events_service_server::EventsServiceServer, runtime_service_server::RuntimeServiceServer,
};
use o2c_rpc::{
    Contract, ContractError, Transport, server,
    server::{Refusals, ServerConfig},
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

use crate::{
    Backlog, Gauges, OpenError, Service, ServiceBacklog, Switchboard,
    audit_trail_service::AuditTrails,
    clock_service::SimulatedClock,
    events_service::Events,
    retention,
    runtime_service::Runtime,
    settled::{Known, settled},
    trails::Trails,
};

/// How long a consumer that has just taken facts waits for more, while nobody waits for it: at fifty orders a second a fact
/// in each transaction is what the machine is busy with.
const COMPANY: Duration = Duration::from_millis(20);

/// How a process runs its services.
#[derive(Clone)]
pub struct NodeOptions {
    pub clock: Clock,
    /// The legal entity's: it decides which day it is.
    pub zone: Zone,
    pub server: ServerConfig,
    pub relay: RelayOptions,
    pub bus: Bus,
    /// Facts that a consumer takes in one transaction.
    pub set_size: usize,
    /// Producers in other processes, to be asked for what the bus may have lost.
    pub remote_heads: Vec<Arc<dyn HeadSource>>,
    /// How the process attests to what it seals; none: it does not.
    pub attestation: Option<Attestation>,
}

/// Why the process does not start.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    #[error("the contract is incomplete")]
    Contract(#[from] ContractError),
    #[error("the service {service} does not start")]
    Service { service: &'static str, source: OpenError },
}

/// Services that run in this process. Dropping it stops nothing: call [`Node::shutdown`].
pub struct Node {
    inner: Arc<Inner>,
    stop: CancellationToken,
    relays: Mutex<Vec<Worker>>,
    consumers: Mutex<Vec<Worker>>,
    sagas: Mutex<Vec<JoinHandle<()>>>,
    trails: Trails,
    refusals: HashMap<&'static str, Arc<dyn Refusals>>,
    /// What services do by themselves.
    workers: Mutex<Vec<JoinHandle<()>>>,
}

pub(crate) struct Inner {
    services: Vec<Arc<dyn Service>>,
    /// Whose facts each takes in; building a consumer to learn it is not free.
    producers: HashMap<&'static str, Vec<&'static str>>,
    bus: Bus,
    clock: Clock,
    zone: Zone,
    known: Mutex<Known>,
    /// Of this process, of all that were ever started.
    instance: String,
    /// Whoever waits until all is settled.
    haste: Haste,
}

impl Node {
    /// Mounts the services on the switchboard and starts their workers.
    pub fn start(
        services: Vec<Arc<dyn Service>>,
        board: &Switchboard,
        contract: &Arc<Contract>,
        options: &NodeOptions,
    ) -> Result<Self, NodeError> {
        let producers = services.iter().map(|service| {
            let consumer = Arc::clone(service).consumer();
            (service.name(), consumer.map(|consumer| consumer.producers().to_vec()).unwrap_or_default())
        });
        let producers = producers.collect();
        let inner = Arc::new(Inner {
            services,
            producers,
            bus: options.bus.clone(),
            clock: options.clock.clone(),
            zone: options.zone.clone(),
            known: Mutex::default(),
            instance: new_uuid().to_string(),
            haste: Haste::default(),
        });
        let trails = Trails::default();
        let mut recorders: HashMap<&'static str, Arc<dyn Refusals>> = HashMap::new();
        for service in &inner.services {
            contract.check(service.grpc_services())?;
            let mut routes = RoutesBuilder::default();
            Arc::clone(service).mount(&mut routes);
            let refusals: Arc<dyn Refusals> = trails.refusals(service.store());
            recorders.insert(service.name(), Arc::clone(&refusals));
            let way = server::stack_recording(routes.routes(), &options.server, Arc::clone(contract), refusals);
            for name in service.grpc_services() {
                board.connect(name, way.clone());
            }
        }
        inner.mount_runtime(board, contract, options);

        let node = Self {
            inner,
            stop: CancellationToken::new(),
            relays: Mutex::default(),
            consumers: Mutex::default(),
            sagas: Mutex::default(),
            trails,
            refusals: recorders,
            workers: Mutex::default(),
        };
        node.start_workers(options)?;
        Ok(node)
    }

    /// Consumers before relays: a set goes to whoever is subscribed when it is delivered.
    fn start_workers(&self, options: &NodeOptions) -> Result<(), NodeError> {
        for service in &self.inner.services {
            if let Some(consumer) = Arc::clone(service).consumer() {
                let haste = self.inner.haste.clone();
                let consumer = consumer.with_set_size(options.set_size).with_company(COMPANY, haste);
                let sources = self.inner.heads_of(consumer.producers(), &options.remote_heads);
                let worker = consumer.spawn(&options.bus, sources, self.stop.clone());
                push(&self.consumers, worker);
            }
        }
        for service in &self.inner.services {
            self.trails.seal(service.store(), options.attestation.as_ref());
            push(&self.workers, retention::spawn(service.store().clone(), self.stop.clone()));
            let (store, outbox) = (service.store().clone(), service.outbox().clone());
            let relaying = RelayOptions { haste: self.inner.haste.clone(), ..options.relay.clone() };
            let relay = Relay::spawn(store, outbox, options.bus.clone(), relaying, self.stop.clone());
            push(&self.relays, relay);
        }
        for service in &self.inner.services {
            let runners = Arc::clone(service)
                .start_sagas(self.stop.clone())
                .map_err(|source| NodeError::Service { service: service.name(), source })?;
            for runner in runners {
                push(&self.sagas, runner);
            }
            for worker in Arc::clone(service).start_workers(self.stop.clone()) {
                push(&self.workers, worker);
            }
        }
        Ok(())
    }

    /// What is under way now.
    pub async fn backlog(&self) -> Result<Backlog, OpenError> {
        self.inner.backlog().await
    }

    /// Waits until nothing is under way, or the deadline; answers what is.
    pub async fn settled(&self, deadline: Deadline) -> Result<Backlog, OpenError> {
        self.inner.settled(deadline).await
    }

    /// Where its gauges are read.
    #[must_use]
    pub fn gauges(&self) -> Gauges {
        Gauges::of(Arc::downgrade(&self.inner))
    }

    /// Who writes down what a service refuses, for whoever refuses in its name.
    #[must_use]
    pub fn refusals(&self, service: &str) -> Option<Arc<dyn Refusals>> {
        self.refusals.get(service).cloned()
    }

    #[must_use]
    pub fn services(&self) -> &[Arc<dyn Service>] {
        &self.inner.services
    }

    /// Until the database of a service turns out to have been put back without being recovered: the process has to end.
    pub async fn found_behind(&self) {
        let services = self.inner.services.iter().map(|service| service.outbox().found_behind().cancelled().boxed());
        match services.collect::<Vec<_>>() {
            none if none.is_empty() => std::future::pending().await,
            services => drop(select_all(services).await),
        }
    }

    /// Ends the workers after the sets in hand, producers first, and closes the stores.
    pub async fn shutdown(self) {
        self.stop.cancel();
        for task in take(&self.sagas).into_iter().chain(take(&self.workers)) {
            if let Err(error) = task.await {
                tracing::error!(%error, "a saga runner or a worker did not end by itself");
            }
        }
        for worker in take(&self.relays) {
            worker.shutdown().await;
        }
        for worker in take(&self.consumers) {
            worker.shutdown().await;
        }
        self.trails.shutdown().await;
        for service in &self.inner.services {
            service.store().close().await;
        }
    }
}

impl Inner {
    fn mount_runtime(self: &Arc<Self>, board: &Switchboard, contract: &Arc<Contract>, options: &NodeOptions) {
        let mut routes = RoutesBuilder::default();
        routes.add_service(RuntimeServiceServer::new(Runtime { node: Arc::downgrade(self) }));
        routes.add_service(EventsServiceServer::new(Events(self.producers())));
        let trails = self.services.iter().map(|service| service.store().clone()).collect();
        routes.add_service(AuditTrailServiceServer::new(AuditTrails(trails)));
        if options.clock.is_simulated() {
            routes.add_service(ClockServiceServer::new(SimulatedClock(options.clock.clone())));
        }
        let way: Transport = server::stack(routes.routes(), &options.server, Arc::clone(contract));
        board.connect("o2c.runtime.v1.RuntimeService", way.clone());
        board.connect("o2c.runtime.v1.EventsService", way.clone());
        board.connect("o2c.runtime.v1.AuditTrailService", way.clone());
        if options.clock.is_simulated() {
            board.connect("o2c.runtime.v1.ClockService", way);
        }
    }

    pub(crate) fn services(&self) -> &[Arc<dyn Service>] {
        &self.services
    }

    pub(crate) fn instance(&self) -> &str {
        &self.instance
    }

    pub(crate) const fn bus(&self) -> &Bus {
        &self.bus
    }

    /// Business time.
    pub(crate) const fn time(&self) -> (&Clock, &Zone) {
        (&self.clock, &self.zone)
    }

    pub(crate) fn producers_of(&self, service: &str) -> &[&'static str] {
        self.producers.get(service).map(Vec::as_slice).unwrap_or_default()
    }

    /// Where a consumer looks for what the bus may have lost.
    fn heads_of(&self, producers: &[&str], remote: &[Arc<dyn HeadSource>]) -> Vec<Arc<dyn HeadSource>> {
        let here = self.producers().into_iter().map(|heads| Arc::new(heads) as Arc<dyn HeadSource>);
        here.chain(remote.iter().cloned()).filter(|source| producers.contains(&source.producer())).collect()
    }

    fn producers(&self) -> Vec<StoreHeads> {
        self.services.iter().map(|service| StoreHeads::new(service.store().clone())).collect()
    }

    async fn backlog(&self) -> Result<Backlog, OpenError> {
        let counts = self.services.iter().map(|service| ServiceBacklog::of(service, &self.bus));
        Ok(Backlog(futures::future::try_join_all(counts).await?))
    }

    pub(crate) async fn settled(&self, deadline: Deadline) -> Result<Backlog, OpenError> {
        let _waiting = self.haste.hurry();
        settled(&self.services, &self.bus, &self.known, deadline).await
    }
}

fn push<T>(list: &Mutex<Vec<T>>, item: T) {
    list.lock().unwrap_or_else(PoisonError::into_inner).push(item);
}

fn take<T>(list: &Mutex<Vec<T>>) -> Vec<T> {
    std::mem::take(&mut *list.lock().unwrap_or_else(PoisonError::into_inner))
}
