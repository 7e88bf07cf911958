//! The services of a process, opened but with no worker running: for a command that looks at them or mends something,
//! and as the first half of a running mesh.

use std::sync::Arc;

use anyhow::Context;
use o2c_identity::Roles;
use o2c_messaging::{
    Bus, Worker,
    replay::{Replayed, replay},
};
use o2c_rpc::{Contract, client, client::ClientConfig};
use o2c_runtime::{Environment, Service, Switchboard};
use o2c_store::Store;
use tokio_util::sync::CancellationToken;

use crate::{
    config::{Config, MigrateWhen},
    databases::Databases,
    definitions::{self, Definition, EDGE},
    edge,
    elsewhere::Elsewhere,
    identity::Identity,
    mesh::MeshOptions,
};

/// Opened services, and the ways to all others.
pub struct Assembly {
    pub services: Vec<Arc<dyn Service>>,
    pub contract: Arc<Contract>,
    pub roles: Arc<Roles>,
    pub(crate) identity: Identity,
    pub(crate) board: Switchboard,
    pub(crate) elsewhere: Elsewhere,
}

impl Assembly {
    /// Migrates, where the process is to do that, and opens the services; connects those that run elsewhere.
    pub async fn open(
        config: &Config,
        databases: &Databases,
        options: &MeshOptions,
        run: &[&Definition],
    ) -> anyhow::Result<Self> {
        let zone = config.zone()?;
        let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS).context("the contract cannot be read")?);
        let board = Switchboard::default();
        // Before anything is opened: roles that the contract does not know would let nobody do what they are for.
        let roles = Arc::new(Roles::shipped(&contract.for_roles())?);
        let identity = Identity::of(config, run)?;
        let out = identity.sign(board.transport());
        let transport = client::client(out, &ClientConfig::default(), Arc::clone(&contract));
        let elsewhere = Elsewhere::connect(config, run, &board, &contract, &identity)?;

        let mut services = Vec::new();
        for definition in run.iter().copied().chain(definitions::edge(config).filter(|_| definitions::is_public(run))) {
            let store = databases.open(definition.name, options.sqlite.clone()).await?;
            prepare(config, definition, &store).await?;
            let environment = Environment {
                store,
                clock: options.clock.clone(),
                zone: zone.clone(),
                limits: config.limits(),
                transport: transport.clone(),
                contract: Arc::clone(&contract),
                config: section(config, databases, definition)?,
            };
            let opened = (definition.open)(environment).await;
            services.push(opened.map_err(|error| anyhow::anyhow!("{} does not start: {error}", definition.name))?);
        }
        Ok(Self { services, contract, roles, identity, board, elsewhere })
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

/// What the configuration says to a service.
fn section(config: &Config, databases: &Databases, definition: &Definition) -> anyhow::Result<serde_json::Value> {
    if definition.name == EDGE.name {
        return edge::section(config, databases);
    }
    Ok(config.services.get(definition.name).cloned().unwrap_or_default())
}

/// Brings the schema of a service up to this program, or makes sure that somebody has.
pub(crate) async fn prepare(config: &Config, definition: &Definition, store: &Store) -> anyhow::Result<()> {
    match config.store.migrate {
        MigrateWhen::AtStart => migrate(definition, store).await.map(drop),
        MigrateWhen::ByCommand => {
            let checked = store.check_version(&[&definitions::migrations(definition)]).await;
            checked.with_context(|| format!("the database of {} does not fit this program", definition.name))
        }
    }
}

/// Brings the schema of a service up to this program.
pub async fn migrate(definition: &Definition, store: &Store) -> anyhow::Result<o2c_store::MigrationReport> {
    let migrations = definitions::migrations(definition);
    let migrated = store.migrate(&[&migrations]).await;
    migrated.with_context(|| format!("the database of {} cannot be migrated", definition.name))
}
