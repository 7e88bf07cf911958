//! Where a benchmark runs: an engine, and one process or many. Everything durable, everything on loopback.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use clap::ValueEnum;
use o2c_audit_trail::{
    Checkpoints,
    window::{self, Window},
};
use o2c_kernel::{Clock, Date, Instant, Zone};
use o2c_local::{Durability, Postgres, secret_file};
use o2c_messaging::Bus;
use o2c_rpc::{Contract, Transport};
use o2c_runtime::Switchboard;
use o2c_store::{PostgresOptions, SqliteOptions};

use crate::{
    audit::{AuditReport, Audited},
    audit_trail,
    config::{ClockMode, Config},
    data_dir::DataDir,
    databases::{Databases, PostgresPlace},
    definitions,
    elsewhere::Elsewhere,
    identity::Identity,
    local_mesh::{Layout, LocalMesh, Program},
    memory,
    mesh::{self, Mesh, MeshOptions},
};

/// The database, and the role that owns it, where all services share one server and one process.
const NAME: &str = "o2c";
/// How long the audit at the end lets facts settle.
const SETTLE: std::time::Duration = std::time::Duration::from_secs(30);

/// Which engine holds the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Where to run.
#[derive(Clone, Debug)]
pub struct GroundOptions {
    pub engine: Engine,
    /// A PostgreSQL that runs already; without it one is made for the run.
    pub postgres_url: Option<String>,
    /// A process per service behind a gateway, over NATS.
    pub processes: bool,
    /// Callers prove who they are, and so do processes; of processes only.
    pub signed: bool,
    /// What processes are made of; without it, this program.
    pub program: Option<Program>,
    /// Kept; without it a temporary directory that is removed.
    pub data_dir: Option<PathBuf>,
}

/// A running mesh, and the server below it.
pub struct Ground {
    /// `None`: a mesh of processes has its own.
    postgres: Option<Postgres>,
    /// Of the superuser, or the one that was given.
    admin_url: Option<String>,
    databases: Databases,
    /// What the mesh runs by.
    config: Config,
    running: Running,
    clock: Clock,
    zone: Zone,
    directory: PathBuf,
    kept: bool,
}

enum Running {
    OneProcess(Box<Mesh>),
    Processes(Box<LocalMesh>),
}

impl Ground {
    pub async fn start(config: &Config, options: &GroundOptions, clock: Clock) -> anyhow::Result<Self> {
        let kept = options.data_dir.is_some();
        let temporary = || std::env::temp_dir().join(format!("o2c-bench-{}", o2c_kernel::new_uuid().simple()));
        let directory = options.data_dir.clone().unwrap_or_else(temporary);
        let owned = DataDir::own(&directory)?;
        let directory = directory.canonicalize()?;
        let zone = config.zone()?;
        let mut config = config.clone();
        if config.audit_trail.checkpoint_directory.is_empty() {
            // where they can be read again, whatever the engine
            config.audit_trail.checkpoint_directory = directory.join("audit-checkpoints").display().to_string();
        }
        if options.processes {
            anyhow::ensure!(
                options.engine == Engine::Postgres,
                "processes share no files: they need --engine postgres"
            );
            anyhow::ensure!(options.postgres_url.is_none(), "processes get a PostgreSQL of their own");
            let program = options.program.clone().map_or_else(Program::this, Ok)?;
            let listen = SocketAddr::from(([127, 0, 0, 1], 0));
            if options.signed {
                config.auth.with_dev_issuer(&directory)?;
            }
            if clock.is_simulated() {
                config.clock.mode = ClockMode::Simulated;
                config.clock.start = clock.now().to_string();
            }
            let local =
                LocalMesh::start(&directory, &Layout::plain(&config, &program, Durability::Full, listen)).await?;
            let config = local.place.config.clone();
            let databases = Databases::of(&config, &directory);
            let running = Running::Processes(Box::new(local));
            return Ok(Self {
                postgres: None,
                admin_url: None,
                databases,
                config,
                running,
                clock,
                zone,
                directory,
                kept,
            });
        }
        let (postgres, databases) = match (options.engine, &options.postgres_url) {
            (Engine::Sqlite, _) => (None, Databases::Directory(directory.clone())),
            (Engine::Postgres, Some(url)) => (None, Databases::Postgres(PostgresPlace::new(url, ""))),
            (Engine::Postgres, None) => {
                let (postgres, place) = cluster(&directory, &config).await?;
                (Some(postgres), Databases::Postgres(place))
            }
        };
        let admin_url =
            postgres.as_ref().map(|postgres| postgres.admin_url(NAME)).or_else(|| options.postgres_url.clone());
        let mesh_options = MeshOptions { clock: clock.clone(), bus: Bus::local(), sqlite: SqliteOptions::default() };
        let mesh = Mesh::start(&config, &databases, Some(owned), mesh_options).await?;
        let running = Running::OneProcess(Box::new(mesh));
        Ok(Self { postgres, admin_url, databases, config, running, clock, zone, directory, kept })
    }

    /// How a client reaches it: in the process, or through the gateway.
    pub fn client(&self) -> anyhow::Result<Transport> {
        match &self.running {
            Running::OneProcess(mesh) => Ok(mesh.client()),
            Running::Processes(mesh) => mesh::reach(mesh.address().to_string().parse()?),
        }
    }

    /// How the gateway itself reaches the services: past the gateway, signed as it signs. Of processes only.
    pub fn behind_the_gateway(&self) -> anyhow::Result<Transport> {
        let Running::Processes(mesh) = &self.running else {
            anyhow::bail!("in one process nothing is behind a gateway")
        };
        let (config, contract) = (&mesh.place.config, Arc::new(Contract::load(o2c_proto::DESCRIPTORS)?));
        let board = Switchboard::default();
        let identity = Identity::of(config, &[])?;
        for (definition, way) in Elsewhere::connect(config, &[], &board, &contract, &identity)?.peers() {
            board.connect(definition.grpc_service, way.clone());
        }
        Ok(board.transport())
    }

    /// The day of the business.
    #[must_use]
    pub fn today(&self) -> Date {
        self.clock.today(&self.zone)
    }

    /// When a day begins.
    #[must_use]
    pub fn start_of(&self, day: Date) -> Instant {
        self.zone.start_of(day)
    }

    #[must_use]
    pub const fn is_sqlite(&self) -> bool {
        matches!(self.databases, Databases::Directory(_))
    }

    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// A url with every right, where one database holds everything.
    #[must_use]
    pub fn admin_url(&self) -> Option<&str> {
        self.admin_url.as_deref()
    }

    /// MiB that our own processes have held at most, together.
    pub fn peak_memory_mib(&mut self) -> u64 {
        match &mut self.running {
            Running::OneProcess(_) => memory::peak_mib(std::process::id()),
            Running::Processes(mesh) => {
                mesh.processes.iter_mut().map(|process| process.child().id()).map(memory::peak_mib).sum()
            }
        }
    }

    /// Proves the laws on the book as it is.
    pub async fn audit(&self) -> anyhow::Result<AuditReport> {
        Audited::open(&self.databases, None).await?.check(SETTLE).await
    }

    /// How long what was done was not protected by the audit trail, so far.
    pub async fn unsealed_window(&self) -> anyhow::Result<Window> {
        let trusted = audit_trail::trusted(&self.config, &self.databases, &[])?;
        let directory = audit_trail::directory(&self.config, &self.databases).context("there are no checkpoints")?;
        let (checkpoints, mut window) = (Checkpoints::existing(&directory), Window::default());
        for definition in definitions::ALL {
            let store = self.databases.open_read_only(definition.name).await?;
            window::measure(&store, &checkpoints, &trusted, &mut window).await?;
            store.close().await;
        }
        Ok(window)
    }

    /// Ends the mesh; the server below it stays for what is still to be measured.
    pub async fn stop(self) -> Ended {
        match self.running {
            Running::OneProcess(mesh) => mesh.shutdown().await,
            Running::Processes(mesh) => mesh.stop().await,
        }
        Ended { postgres: self.postgres, admin_url: self.admin_url, directory: self.directory, kept: self.kept }
    }
}

/// What is left of a ground when its mesh has ended.
pub struct Ended {
    postgres: Option<Postgres>,
    pub admin_url: Option<String>,
    pub directory: PathBuf,
    kept: bool,
}

impl Ended {
    /// Stops the server, and removes what was only for the run.
    pub async fn clear(self) -> anyhow::Result<()> {
        if let Some(mut postgres) = self.postgres {
            postgres.stop(SETTLE).await;
        }
        if self.kept {
            return Ok(());
        }
        std::fs::remove_dir_all(&self.directory)
            .with_context(|| format!("{} cannot be removed", self.directory.display()))
    }
}

/// A cluster with a database for all services.
async fn cluster(directory: &Path, config: &Config) -> anyhow::Result<(Postgres, PostgresPlace)> {
    let postgres = Postgres::start(&directory.join("postgres"), Durability::Full).await?;
    let file = directory.join("o2c.password");
    postgres.create(NAME, NAME, &secret_file(&file)?)?;
    let place = PostgresPlace {
        url: postgres.url(NAME, NAME),
        password_file: file.display().to_string(),
        prefix: String::new(),
        options: PostgresOptions { pool: config.store.pool, ..PostgresOptions::default() },
    };
    Ok((postgres, place))
}
