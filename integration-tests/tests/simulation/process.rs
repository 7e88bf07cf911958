//! One service as a process of its own: a runtime that dies without a word, over a file that stays.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use o2c::definitions::{self, Definition};
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_messaging::{Bus, HeadSource, Relay, RelayOptions};
use o2c_rpc::{Contract, Transport, server, server::ServerConfig};
use o2c_runtime::{Environment, OpenError, Service};
use o2c_store::{Durability, SqliteOptions, Store};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;
use tonic::service::RoutesBuilder;

/// How often a process is started before it counts as broken.
const STARTS: u32 = 50;

/// What every process is started with.
#[derive(Clone)]
pub struct Surroundings {
    pub clock: Clock,
    pub zone: Zone,
    pub contract: Arc<Contract>,
    pub transport: Transport,
    pub bus: Bus,
    /// Items in a set: results must not depend on it.
    pub set_size: usize,
}

/// A service, and the runtime that is its process.
pub struct Process {
    pub service: Arc<dyn Service>,
    runtime: Runtime,
}

impl Process {
    /// Opens the file, and the service over it. Nothing works yet. A start that fails is made again, as a supervisor
    /// would.
    pub async fn open(definition: &'static Definition, directory: &Path, around: &Surroundings) -> Self {
        for _ in 0..STARTS {
            let name = definition.name;
            let runtime = Builder::new_multi_thread().worker_threads(1).thread_name(name).enable_all().build().unwrap();
            let opened = runtime.spawn(open(definition, directory.join(format!("{name}.db")), around.clone()));
            match opened.await.unwrap() {
                Ok(service) => return Self { service, runtime },
                Err(_) => runtime.shutdown_background(),
            }
        }
        panic!("{} does not start", definition.name);
    }

    /// The way in, as a caller outside of the process sees it.
    pub fn serve(&self, contract: &Arc<Contract>) -> Transport {
        let mut routes = RoutesBuilder::default();
        Arc::clone(&self.service).mount(&mut routes);
        server::stack(routes.routes(), &ServerConfig::default(), Arc::clone(contract))
    }

    pub fn runtime(&self) -> tokio::runtime::Handle {
        self.runtime.handle().clone()
    }

    /// Takes facts in and runs sagas.
    pub fn take_in(&self, around: &Surroundings, sources: Vec<Arc<dyn HeadSource>>) {
        // nobody cancels it: this process is only ever killed
        let never = CancellationToken::new();
        let _inside = self.runtime.enter();
        if let Some(consumer) = Arc::clone(&self.service).consumer() {
            consumer.with_set_size(around.set_size).spawn(&around.bus, sources, never.clone());
        }
        drop(Arc::clone(&self.service).start_sagas(never).unwrap());
    }

    /// Hands its own facts over. Consumers first: a set goes to whoever is subscribed when it is delivered.
    pub fn hand_over(&self, around: &Surroundings) {
        let _inside = self.runtime.enter();
        let (store, outbox) = (self.service.store().clone(), self.service.outbox().clone());
        let options =
            RelayOptions { set_size: around.set_size, poll: Duration::from_millis(200), ..Default::default() };
        Relay::spawn(store, outbox, around.bus.clone(), options, CancellationToken::new());
    }

    /// Ends it where it stands: tasks, transactions, calls under way.
    pub fn kill(self) {
        self.runtime.shutdown_background();
    }
}

async fn open(
    definition: &'static Definition,
    path: PathBuf,
    around: Surroundings,
) -> Result<Arc<dyn Service>, OpenError> {
    let sqlite = SqliteOptions { durability: Durability::None, readers: 2, ..SqliteOptions::default() };
    let store = Store::sqlite(&path, definition.name, sqlite).await?;
    store.migrate(&[&definitions::migrations(definition)]).await?;
    // a file has one owner
    o2c_messaging::free_leases(&store).await?;
    let environment = Environment {
        store,
        clock: around.clock,
        zone: around.zone,
        limits: SetLimits::of_items(around.set_size),
        transport: around.transport,
        contract: around.contract,
        config: serde_json::Value::Null,
    };
    (definition.open)(environment).await
}
