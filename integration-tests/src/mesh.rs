//! All services in one process, on data of their own, at a business time of the test's.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use o2c::{
    audit::{AuditReport, Audited},
    bus,
    config::Config,
    databases::{Databases, PostgresPlace},
    demo::desk::Desk,
    dev_issuer,
    mesh::MeshOptions,
};
use o2c_identity::SigningKey;
use o2c_kernel::{Clock, Date, Deadline, TenantId};
use o2c_store::{Durability, SqliteOptions};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

/// How long anything may take to settle in a test.
const SETTLE: Duration = Duration::from_secs(60);

/// A running mesh.
pub struct Mesh {
    pub mesh: o2c::mesh::Mesh,
    pub desk: Desk,
    pub today: Date,
    pub warehouse: String,
    pub dir: PathBuf,
    pub ground: Ground,
}

/// What outlives a process: where the data are, and what it is started with.
pub struct Ground {
    pub config: Config,
    pub databases: Databases,
    pub options: MeshOptions,
    pub dir: PathBuf,
    pub(crate) keep: TempDir,
}

impl Mesh {
    /// On SQLite, on the first of March 2024, with a warehouse.
    pub async fn new() -> Self {
        Self::with_set_size(o2c_kernel::SET_ITEMS).await
    }

    /// The same, with sets of at most so many items.
    pub async fn with_set_size(items: usize) -> Self {
        let keep = TempDir::new().unwrap();
        let dir = keep.path().join("data");
        let databases = Databases::Directory(dir.clone());
        Self::on(keep, dir, databases, items).await
    }

    /// The same, in which callers prove who they are and services believe what is signed alone.
    pub async fn signed() -> Self {
        let keep = TempDir::new().unwrap();
        let dir = keep.path().join("data");
        let mut config = Config::load(None).unwrap();
        config.auth.with_dev_issuer(keep.path()).unwrap();
        config.auth.api_keys = true;
        config.webhooks.enabled = true;
        // All of a test comes from one address.
        config.gateway.unauthenticated_per_second = 0;
        let databases = Databases::Directory(dir.clone());
        Self::of(config, keep, dir, databases).await
    }

    /// The key of its issuer, to make tokens with.
    pub fn issuer_key(&self) -> SigningKey {
        SigningKey::read(&dev_issuer::file(self.ground.keep.path())).unwrap()
    }

    /// On PostgreSQL.
    pub async fn on_postgres() -> Self {
        let keep = TempDir::new().unwrap();
        let dir = keep.path().join("data");
        let schema = o2c_testkit::postgres::database().await;
        let databases = Databases::Postgres(PostgresPlace::new(&schema.url, &format!("{}_", schema.schema)));
        Self::on(keep, dir, databases, o2c_kernel::SET_ITEMS).await
    }

    /// On databases that the test has made.
    pub async fn on_databases(databases: Databases) -> Self {
        let keep = TempDir::new().unwrap();
        let dir = keep.path().join("data");
        Self::on(keep, dir, databases, o2c_kernel::SET_ITEMS).await
    }

    /// On databases that somebody has left on a day.
    pub async fn found(keep: TempDir, databases: Databases, today: Date) -> Self {
        let dir = keep.path().join("data");
        let config = Self::configured(&dir, o2c_kernel::SET_ITEMS);
        Self::opened(config, keep, dir, databases, today).await
    }

    async fn on(keep: TempDir, dir: PathBuf, databases: Databases, items: usize) -> Self {
        let config = Self::configured(&dir, items);
        Self::of(config, keep, dir, databases).await
    }

    fn configured(dir: &Path, items: usize) -> Config {
        let mut config = Config::load(None).unwrap();
        config.sets.items = items;
        // the key beside the databases, wherever they are
        std::fs::create_dir_all(dir).unwrap();
        let key = dir.join("webhooks.key");
        o2c_identity::make_secret(&key).unwrap();
        config.webhooks.key_files = vec![key];
        config.webhooks.enabled = true;
        config.webhooks.insecure_endpoints = true;
        config.auth.api_keys = true;
        config
    }

    /// Where the checkpoints of its audit trails are.
    pub fn checkpoints(&self) -> PathBuf {
        self.ground.keep.path().join("checkpoints")
    }

    async fn of(config: Config, keep: TempDir, dir: PathBuf, databases: Databases) -> Self {
        let today = Date::from_ymd(2024, 3, 1).unwrap();
        let mut mesh = Self::opened(config, keep, dir, databases, today).await;
        mesh.warehouse = mesh.open_warehouse("MAIN").await;
        mesh
    }

    async fn opened(mut config: Config, keep: TempDir, dir: PathBuf, databases: Databases, today: Date) -> Self {
        config.audit_trail.checkpoint_directory = keep.path().join("checkpoints").display().to_string();
        let zone = config.zone().unwrap();
        let clock = Clock::simulated(zone.start_of(today).plus(Duration::from_secs(9 * 3_600)));
        let sqlite = SqliteOptions { durability: Durability::None, ..SqliteOptions::default() };
        let options = MeshOptions { clock, bus: bus::within(&databases), sqlite };
        Ground { config, databases, options, dir, keep }.start(today, String::new()).await
    }

    /// The same mesh, seen by another tenant.
    pub async fn seen_by(&self, tenant: &str) -> Desk {
        Desk::of_tenant(&self.mesh.client(), TenantId::parse(tenant).unwrap())
    }

    /// From here on business is done by this tenant, from a warehouse of its own.
    pub async fn become_tenant(&mut self, tenant: &str) {
        self.desk = self.seen_by(tenant).await;
        self.warehouse = self.open_warehouse("MAIN").await;
    }

    /// Waits until nothing is under way.
    pub async fn settle(&self) {
        let backlog = self.mesh.node.settled(Deadline::after(SETTLE)).await.unwrap();
        assert!(backlog.is_settled(), "not settled: {backlog:?}");
        for service in &backlog.0 {
            assert_eq!((service.dead_letters, service.stuck_sagas), (0, 0), "{service:?}");
        }
    }

    /// Lets days go by.
    pub async fn days_later(&mut self, days: i64) {
        self.settle().await;
        self.today = self.today.add_days(days).unwrap();
        let instant = self.mesh.zone.start_of(self.today).plus(Duration::from_secs(9 * 3_600));
        self.mesh.clock.advance_to(instant).unwrap();
    }

    /// Every law, on settled data.
    pub async fn audit(&self) -> AuditReport {
        self.settle().await;
        let services = self.mesh.node.services().iter().map(|service| service.audit()).collect();
        Audited::of(services).check(SETTLE).await.unwrap()
    }

    /// Wrongs a service's database behind its back, as no command could; how many rows changed.
    pub async fn plant(&self, service: &str, sql: &str) -> u64 {
        let services = self.mesh.node.services();
        let service = services.iter().find(|known| known.name() == service).expect("a service of the mesh");
        let tx = service.store().begin_write(Deadline::after(SETTLE)).await.unwrap();
        let changed = tx.connection().execute_unprepared(sql).await.unwrap().rows_affected();
        tx.commit().await.unwrap();
        changed
    }

    /// No law is broken.
    pub async fn assert_book_ties(&self) {
        let report = self.audit().await;
        assert_eq!(report.failed(), 0, "{}", report.table());
    }
}
