//! All eight services in one process.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use o2c_kernel::{Clock, Zone};
use o2c_messaging::{
    Bus, RelayOptions, Worker,
    replay::{Replayed, replay},
};
use o2c_rpc::{Contract, Transport, client, client::ClientConfig, server::ServerConfig};
use o2c_runtime::{Environment, Node, NodeOptions, Service, Switchboard};
use o2c_store::{PostgresOptions, SqliteOptions, Store, StoreError};
use tokio_util::sync::CancellationToken;

use crate::{
    config::Config,
    data_dir::{self, DataDir},
    definitions::{self, Definition},
};

/// Where the databases of a process are.
#[derive(Clone, Debug)]
pub enum Databases {
    /// A file per service in a directory.
    Directory(std::path::PathBuf),
    /// A schema per service, named like it behind a prefix.
    Postgres { url: String, prefix: String },
}

impl Databases {
    /// What the configuration names; the directory otherwise.
    #[must_use]
    pub fn of(config: &Config, data_dir: &Path) -> Self {
        match config.store.postgres_url.as_str() {
            "" => Self::Directory(data_dir.to_owned()),
            url => Self::Postgres { url: url.to_owned(), prefix: String::new() },
        }
    }

    /// Opens the database of a service for writing.
    pub async fn open(&self, service: &'static str, options: SqliteOptions) -> anyhow::Result<Store> {
        let store = match self {
            Self::Directory(path) => Store::sqlite(&data_dir::database(path, service), service, options).await,
            Self::Postgres { url, prefix } => postgres(url, prefix, service).await,
        };
        store.with_context(|| format!("the database of {service} cannot be opened"))
    }

    /// Opens it for reading only, beside whoever writes.
    pub async fn open_read_only(&self, service: &'static str) -> anyhow::Result<Store> {
        let store = match self {
            Self::Directory(path) => Store::sqlite_read_only(&data_dir::database(path, service)).await,
            Self::Postgres { url, prefix } => postgres(url, prefix, service).await,
        };
        store.with_context(|| format!("the database of {service} cannot be opened"))
    }
}

async fn postgres(url: &str, prefix: &str, service: &'static str) -> Result<Store, StoreError> {
    Store::postgres(url, &format!("{prefix}{service}"), service, PostgresOptions::default()).await
}

/// The running mesh of a process.
pub struct Mesh {
    pub node: Node,
    pub clock: Clock,
    pub zone: Zone,
    pub contract: Arc<Contract>,
    board: Switchboard,
    _data_dir: Option<DataDir>,
}

/// What a mesh is started with, beside its configuration.
#[derive(Clone)]
pub struct MeshOptions {
    pub clock: Clock,
    pub bus: Bus,
    pub sqlite: SqliteOptions,
}

/// The services of a process, opened but with no worker running: for a command that looks at them or mends something.
pub struct Assembly {
    pub services: Vec<Arc<dyn Service>>,
    pub contract: Arc<Contract>,
    board: Switchboard,
}

impl Assembly {
    /// Migrates and opens every service.
    pub async fn open(config: &Config, databases: &Databases, options: &MeshOptions) -> anyhow::Result<Self> {
        let zone = config.zone()?;
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).context("the contract cannot be read")?);
        let board = Switchboard::default();
        let transport = client::client(board.transport(), &ClientConfig::default(), Arc::clone(&contract));

        let mut services = Vec::new();
        for definition in &definitions::ALL {
            let store = databases.open(definition.name, options.sqlite.clone()).await?;
            migrate(definition, &store).await?;
            let environment = Environment {
                store,
                clock: options.clock.clone(),
                zone: zone.clone(),
                limits: config.limits(),
                transport: transport.clone(),
                contract: Arc::clone(&contract),
                config: config.services.get(definition.name).cloned().unwrap_or_default(),
            };
            let opened = (definition.open)(environment).await;
            services.push(opened.map_err(|error| anyhow::anyhow!("{} does not start: {error}", definition.name))?);
        }
        Ok(Self { services, contract, board })
    }

    /// The service of that name.
    pub fn service(&self, name: &str) -> anyhow::Result<Arc<dyn Service>> {
        let found = self.services.iter().find(|service| service.name() == name);
        found.cloned().with_context(|| format!("there is no service `{name}`"))
    }

    /// Delivers what a service has published behind a position once more, to all its subscribers.
    pub async fn replay(&self, bus: &Bus, producer: &str, after: i64) -> anyhow::Result<Replayed> {
        let store = self.service(producer)?.store().clone();
        let consumers = self.services.iter().filter_map(|service| Arc::clone(service).consumer());
        let concerned = consumers.filter(|consumer| consumer.producers().contains(&producer));
        let stop = CancellationToken::new();
        let workers: Vec<Worker> = concerned.map(|consumer| consumer.spawn(bus, Vec::new(), stop.clone())).collect();
        let replayed = replay(&store, bus, after).await;
        for worker in workers {
            worker.shutdown().await;
        }
        Ok(replayed?)
    }

    /// Closes the stores.
    pub async fn close(self) {
        for service in self.services {
            service.store().close().await;
        }
    }
}

impl Mesh {
    /// Migrates, opens and starts every service. `data_dir` is held until the mesh is gone.
    pub async fn start(
        config: &Config,
        databases: &Databases,
        data_dir: Option<DataDir>,
        options: MeshOptions,
    ) -> anyhow::Result<Self> {
        let Assembly { services, contract, board } = Assembly::open(config, databases, &options).await?;
        let set_size = config.limits().items;
        let node_options = NodeOptions {
            clock: options.clock.clone(),
            server: ServerConfig::default(),
            relay: RelayOptions { set_size, ..RelayOptions::default() },
            bus: options.bus,
            set_size,
        };
        let node = Node::start(services, &board, &contract, &node_options)?;
        Ok(Self { node, clock: options.clock, zone: config.zone()?, contract, board, _data_dir: data_dir })
    }

    /// What a server on a socket leads to.
    #[must_use]
    pub fn served(&self) -> Transport {
        self.board.transport()
    }

    /// How a client in this process reaches the mesh: the same stacks as from outside.
    #[must_use]
    pub fn client(&self) -> Transport {
        client::client(self.board.transport(), &ClientConfig::default(), Arc::clone(&self.contract))
    }

    /// Drains and closes everything.
    pub async fn shutdown(self) {
        self.node.shutdown().await;
    }
}

/// Brings the schema of a service up to this program.
pub async fn migrate(definition: &Definition, store: &Store) -> anyhow::Result<o2c_store::MigrationReport> {
    let migrations = definitions::migrations(definition);
    store
        .migrate(&[&migrations])
        .await
        .with_context(|| format!("the database of {} cannot be migrated", definition.name))
}
