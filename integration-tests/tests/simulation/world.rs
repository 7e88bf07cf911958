//! Eight processes, the bus and the network between them, and a business day that moves when it is told to.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use o2c::{
    audit::{AuditReport, Audited},
    config::Config,
    definitions,
};
use o2c_kernel::{Clock, Date, Deadline, Instant, Zone};
use o2c_messaging::{Envelope, Head, HeadSource, StoreHeads, Want};
use o2c_rpc::{Contract, Transport, client, client::ClientConfig};
use o2c_runtime::{Service, Switchboard};
use o2c_store::Store;
use tempfile::TempDir;

use crate::{
    chance::Chance,
    consistency,
    network::{Network, Rates},
    process::{Process, Surroundings},
    rest,
    weather::{Sky, Weather},
};

type Services = Arc<RwLock<Vec<Option<Arc<dyn Service>>>>>;

pub struct World {
    pub weather: Weather,
    pub sky: Sky,
    pub network: Arc<Network>,
    around: Surroundings,
    board: Switchboard,
    processes: Mutex<Vec<Option<Process>>>,
    services: Services,
    directory: PathBuf,
    _keep: TempDir,
}

impl World {
    pub async fn start(weather: Weather, set_size: usize, chance: &Chance) -> Self {
        let keep = TempDir::new().unwrap();
        let config = Config::load(None).unwrap();
        let zone = config.zone().unwrap();
        let clock = Clock::simulated(morning(&zone, Date::from_ymd(2024, 3, 1).unwrap()));
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).unwrap());
        let board = Switchboard::default();
        let transport = client::client(board.transport(), &ClientConfig::default(), Arc::clone(&contract));
        let sky = weather.sky(chance.branch("bus").next());
        let around = Surroundings { clock, zone, contract, transport, bus: sky.bus.clone(), set_size };
        let rates = if weather == Weather::Calm { Rates::CALM } else { Rates::HOSTILE };
        let world = Self {
            weather,
            sky,
            network: Network::new(rates, chance.branch("network")),
            around,
            board,
            processes: Mutex::default(),
            services: Arc::new(RwLock::new(vec![None; definitions::ALL.len()])),
            directory: keep.path().to_owned(),
            _keep: keep,
        };
        world.start_all().await;
        world
    }

    /// How a client reaches the mesh.
    pub fn client(&self) -> Transport {
        self.around.transport.clone()
    }

    pub fn today(&self) -> Date {
        self.around.clock.today(&self.around.zone)
    }

    /// Lets days go by.
    pub fn days_later(&self, days: i64) {
        let day = self.today().add_days(days).unwrap();
        self.around.clock.advance_to(morning(&self.around.zone, day)).unwrap();
    }

    /// Kills a process and starts it again over the same file. What does not hold in between is answered.
    pub async fn restart(&self, index: usize) -> Vec<String> {
        let Some(dead) = self.processes()[index].take() else { return Vec::new() };
        dead.kill();
        let process = self.open(index).await;
        let broken = match self.weather {
            // its facts are nowhere but in the outboxes: what is marked there must be here
            Weather::Calm => consistency::marked_is_taken(&self.services(), process.service.as_ref()).await,
            Weather::Hostile | Weather::Losing => Vec::new(),
        };
        process.take_in(&self.around, self.sources(process.service.as_ref()));
        process.hand_over(&self.around);
        self.processes()[index] = Some(process);
        broken
    }

    /// A power cut, and all processes again: each consumer compares heads with all its producers.
    pub async fn restart_all(&self) {
        let dead = std::mem::take(&mut *self.processes());
        dead.into_iter().flatten().for_each(Process::kill);
        self.start_all().await;
    }

    async fn start_all(&self) {
        let opened = futures::future::join_all((0..definitions::ALL.len()).map(|index| self.open(index))).await;
        for process in &opened {
            process.take_in(&self.around, self.sources(process.service.as_ref()));
        }
        for process in &opened {
            process.hand_over(&self.around);
        }
        self.processes().extend(opened.into_iter().map(Some));
    }

    /// Lets arrive what the network held back.
    pub async fn deliver_late(&self) {
        self.network.deliver_late(&self.board).await;
    }

    /// Lets the mesh work off what is under way, a while at most. What is held back waits for somebody else.
    pub async fn breathe(&self, patience: Duration) {
        let until = Deadline::after(patience);
        while !until.expired() {
            self.quiet(until).await;
            if rest::under_way(&self.services()).await.is_none() {
                return;
            }
        }
    }

    /// Waits until nothing is under way; otherwise says what is.
    pub async fn settle(&self, patience: Duration) -> Result<(), String> {
        let until = Deadline::after(patience);
        loop {
            self.quiet(until).await;
            let before = rest::commits(&self.services());
            let left = rest::left(&self.services()).await;
            if left.is_none() && before == rest::commits(&self.services()) {
                return Ok(());
            }
            if let Some(left) = left.filter(|_| until.expired()) {
                return Err(left);
            }
        }
    }

    /// Until nobody commits for a moment: asking who is busy is work for everybody.
    async fn quiet(&self, until: Deadline) {
        let mut before = rest::commits(&self.services());
        while !until.expired() {
            tokio::time::sleep(rest::MOMENT).await;
            let after = rest::commits(&self.services());
            if before == after {
                return;
            }
            before = after;
        }
    }

    /// Every law.
    pub async fn audit(&self) -> AuditReport {
        let services = self.services().iter().map(|service| service.audit()).collect();
        Audited::of(services).check(Duration::from_secs(2)).await.unwrap()
    }

    /// The services as they are now.
    pub fn services(&self) -> Vec<Arc<dyn Service>> {
        self.services.read().unwrap_or_else(PoisonError::into_inner).iter().flatten().cloned().collect()
    }

    pub fn end(self) {
        for process in self.processes().drain(..).flatten() {
            process.kill();
        }
    }

    async fn open(&self, index: usize) -> Process {
        let process = Process::open(&definitions::ALL[index], &self.directory, &self.around).await;
        let way = self.network.way(process.serve(&self.around.contract), process.runtime());
        for name in process.service.grpc_services() {
            self.board.connect(name, way.clone());
        }
        let mut services = self.services.write().unwrap_or_else(PoisonError::into_inner);
        services[index] = Some(Arc::clone(&process.service));
        process
    }

    fn processes(&self) -> std::sync::MutexGuard<'_, Vec<Option<Process>>> {
        self.processes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a consumer looks for what the bus has lost.
    fn sources(&self, service: &dyn Service) -> Vec<Arc<dyn HeadSource>> {
        let definition = definitions::ALL.iter().find(|definition| definition.name == service.name()).unwrap();
        let source = |producer: &&'static str| -> Arc<dyn HeadSource> {
            Arc::new(CurrentHeads { services: Arc::clone(&self.services), producer })
        };
        definition.producers.iter().map(source).collect()
    }
}

fn morning(zone: &Zone, day: Date) -> Instant {
    zone.start_of(day).plus(Duration::from_secs(9 * 3_600))
}

/// A producer, in whichever process it runs now.
struct CurrentHeads {
    services: Services,
    producer: &'static str,
}

impl CurrentHeads {
    fn now(&self) -> StoreHeads {
        let services = self.services.read().unwrap_or_else(PoisonError::into_inner);
        let store: Store =
            services.iter().flatten().find(|known| known.name() == self.producer).unwrap().store().clone();
        StoreHeads::new(store)
    }
}

type Answer<'a, T> = futures::future::BoxFuture<'a, Result<T, Box<dyn std::error::Error + Send + Sync>>>;

impl HeadSource for CurrentHeads {
    fn producer(&self) -> &str {
        self.producer
    }

    fn heads<'a>(&'a self, since: Option<Instant>, after: Option<&'a Head>, limit: usize) -> Answer<'a, Vec<Head>> {
        Box::pin(async move { self.now().heads(since, after, limit).await })
    }

    fn pull<'a>(&'a self, wants: &'a [Want]) -> Answer<'a, Vec<Envelope>> {
        Box::pin(async move { self.now().pull(wants).await })
    }
}
