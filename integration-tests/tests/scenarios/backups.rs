//! Databases that can be put back to an earlier instant: copies of files, and clusters that archive their log.

use std::path::{Path, PathBuf};

use o2c::{
    audit::Audited,
    bus,
    data_dir::DataDir,
    databases::{Databases, PostgresPlace},
    mesh::MeshOptions,
    recover::Recovery,
};
use o2c_integration_tests::{Ground, Mesh};
use o2c_testkit::postgres::ThrowAwayCluster;
use tempfile::TempDir;

/// Where databases can be put back.
pub trait Backups {
    /// Remembers this instant; the mesh may be another afterwards.
    async fn remember(&mut self, mesh: Mesh) -> Mesh;

    /// Puts services back to the instant of that number.
    fn put_back(&self, services: &[&str], instant: usize);

    /// Nothing begins on what was put back of these services.
    async fn refused(&self, ground: &Ground, services: &[&str]);
}

/// Copies of files.
pub struct Copies {
    data: PathBuf,
    copies: TempDir,
    instants: usize,
}

impl Copies {
    pub fn of(mesh: &Mesh) -> Self {
        Self { data: mesh.dir.clone(), copies: TempDir::new().unwrap(), instants: 0 }
    }
}

impl Backups for Copies {
    async fn remember(&mut self, mesh: Mesh) -> Mesh {
        let stopped = mesh.stop().await;
        let copy = self.copies.path().join(self.instants.to_string());
        std::fs::create_dir(&copy).unwrap();
        copy_files(&self.data, &copy, |_| true);
        self.instants += 1;
        stopped.start().await
    }

    fn put_back(&self, services: &[&str], instant: usize) {
        let of = |name: &str| services.iter().any(|service| name.starts_with(&format!("{service}.")));
        for entry in std::fs::read_dir(&self.data).unwrap() {
            let entry = entry.unwrap();
            if of(&entry.file_name().to_string_lossy()) {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
        copy_files(&self.copies.path().join(instant.to_string()), &self.data, of);
    }

    async fn refused(&self, ground: &Ground, services: &[&str]) {
        let owned = DataDir::own(&self.data).unwrap();
        let options = MeshOptions { bus: bus::within(&ground.databases), ..ground.options.clone() };
        let refused = o2c::mesh::Mesh::start(&ground.config, &ground.databases, Some(owned), options).await.err();
        let refused = refused.unwrap().to_string();
        for definition in &o2c::definitions::ALL {
            let named = refused.contains(&format!("`o2c recover run {}`", definition.name));
            assert_eq!(named, services.contains(&definition.name), "{refused}");
        }
    }
}

fn copy_files(from: &Path, to: &Path, wanted: impl Fn(&str) -> bool) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_file() && name != "lock" && wanted(&name.to_string_lossy()) {
            std::fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

/// Clusters with a backup and the log since.
pub struct Clusters {
    clusters: Vec<(&'static [&'static str], ThrowAwayCluster)>,
    places: TempDir,
    instants: Vec<String>,
}

impl Clusters {
    /// One for the services of each group.
    pub async fn start(groups: &[&'static [&'static str]]) -> Self {
        let mut clusters = Vec::new();
        for services in groups {
            clusters.push((*services, ThrowAwayCluster::start_archiving().await));
        }
        let places = TempDir::new().unwrap();
        for (services, cluster) in &clusters {
            for service in *services {
                std::os::unix::fs::symlink(cluster.home(), places.path().join(service)).unwrap();
            }
        }
        Self { clusters, places, instants: Vec::new() }
    }

    pub fn databases(&self) -> Databases {
        let url = format!("postgres://postgres@localhost/postgres?host={}/{{service}}", self.places.path().display());
        Databases::Postgres(PostgresPlace::new(&url, ""))
    }
}

impl Backups for Clusters {
    async fn remember(&mut self, mesh: Mesh) -> Mesh {
        mesh.settle().await;
        if self.instants.is_empty() {
            self.clusters.iter().for_each(|(_, cluster)| cluster.back_up());
        }
        self.instants.push(self.clusters[0].1.now());
        mesh
    }

    fn put_back(&self, services: &[&str], instant: usize) {
        let (_, cluster) = self.clusters.iter().find(|(of, _)| *of == services).unwrap();
        cluster.restore(&self.instants[instant]);
    }

    /// Databases on a server in one process: nothing is noted beside them.
    async fn refused(&self, _: &Ground, _: &[&str]) {}
}

pub fn recovery(ground: &Ground) -> Recovery<'_> {
    Recovery {
        config: &ground.config,
        databases: &ground.databases,
        options: &ground.options,
        services: o2c::definitions::ALL.iter().collect(),
    }
}

/// Puts services back to the first instant that was remembered, sees these laws fail, and brings all together again: nothing
/// is lost, nothing stays behind, and no law fails any more.
pub async fn put_back_and_recover(backups: &impl Backups, ground: &Ground, services: &[&str], laws: &[&str]) {
    backups.put_back(services, 0);
    let failed = failed_laws(ground).await;
    assert!(laws.iter().all(|law| failed.contains(law)), "{failed:?}");
    backups.refused(ground, services).await;
    let recovery = recovery(ground);
    let taken = recovery.take_back(false).await.unwrap();
    let ahead: Vec<&str> = taken.iter().filter(|(_, taken)| taken.aggregates > 0).map(|(name, _)| *name).collect();
    assert_eq!(ahead, services);
    assert!(services.iter().all(|service| taken[service].lost_facts == 0));
    let rounds = recovery.rounds().await.unwrap();
    let mut behind = Vec::new();
    recovery.behind(|service, of| behind.push(format!("{service} {of:?}"))).await.unwrap();
    assert_eq!(behind, Vec::<String>::new(), "{:?}", rounds.refused);
    assert_eq!(failed_laws(ground).await, Vec::<&str>::new());
}

pub async fn failed_laws(ground: &Ground) -> Vec<&'static str> {
    let audited = Audited::open(&ground.databases, None).await.unwrap();
    let report = audited.check(std::time::Duration::ZERO).await.unwrap();
    report.laws.iter().filter(|law| law.report.failed > 0).map(|law| law.law).collect()
}
