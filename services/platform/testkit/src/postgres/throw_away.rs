//! A cluster of one test, that it may do to whatever happens to servers.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use o2c_local::programs::give;
use tempfile::TempDir;

use super::cluster::Cluster;
use super::{PostgresSchema, fresh_schema, roles};

/// A server of the test's own; it is gone when the test is. What it has committed survives its own crash.
#[derive(Debug)]
pub struct ThrowAwayCluster {
    cluster: Cluster,
    home: TempDir,
}

impl ThrowAwayCluster {
    /// Starts one, with further settings such as `-c max_connections=10`.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    pub async fn start(settings: &str) -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let settings = format!("-c fsync=off -c shared_buffers=16MB {settings}");
        Self::started(Cluster::new(home.path().to_owned(), &settings), home).await
    }

    /// Starts one that speaks TLS on a loopback port.
    ///
    /// # Panics
    /// When PostgreSQL or OpenSSL is not installed, or the cluster does not start.
    pub async fn start_with_tls() -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let settings = format!(
            "-c fsync=off -c shared_buffers=16MB -c listen_addresses=127.0.0.1 -c ssl=on \
             -c ssl_cert_file={0}/tls.crt -c ssl_key_file={0}/tls.key",
            home.path().display()
        );
        let mut cluster = Cluster::new(home.path().to_owned(), &settings);
        cluster.port = o2c_local::free_port().expect("a free port");
        make_certificate(home.path());
        Self::started(cluster, home).await
    }

    pub(super) async fn started(cluster: Cluster, home: TempDir) -> Self {
        let started = Self { cluster, home };
        started.with(|cluster| {
            cluster.create();
            assert!(cluster.start(), "the cluster starts, see {}", cluster.log());
        });
        roles::ensure(&started.cluster.url()).await;
        started
    }

    /// A fresh schema, as a role that may do everything.
    #[must_use]
    pub fn schema(&self) -> PostgresSchema {
        PostgresSchema { url: self.cluster.url(), schema: fresh_schema() }
    }

    /// The directory of its socket and its files.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Kills it in the middle of whatever it does, and starts it again.
    pub fn crash_and_restart(&self) {
        self.stop();
        self.with(|cluster| assert!(cluster.start(), "the cluster starts again, see {}", cluster.log()));
    }

    /// Kills it.
    pub fn stop(&self) {
        self.with(|cluster| assert!(cluster.control(&["stop", "-w", "-m", "immediate"]), "the cluster stops"));
    }

    /// Starts it again.
    pub fn start_again(&self) {
        self.with(|cluster| assert!(cluster.start(), "the cluster starts, see {}", cluster.log()));
    }

    /// Lets it read only, as a standby whose primary is somewhere else.
    pub fn become_standby(&self) {
        self.with(|cluster| {
            assert!(cluster.control(&["stop", "-w", "-m", "fast"]), "the cluster stops");
            File::create(cluster.data().join("standby.signal")).expect("the signal can be given");
            give(&cluster.data()).expect("user postgres can be given its data");
            assert!(cluster.start(), "the standby starts, see {}", cluster.log());
        });
    }

    /// Lets a standby take writes.
    pub fn promote(&self) {
        self.with(|cluster| assert!(cluster.control(&["promote", "-w"]), "the standby is promoted"));
    }

    /// Lets nobody but the superuser in without a password, and nobody through the loopback port without TLS.
    pub fn demand_passwords(&self) {
        let rules =
            "local all postgres trust\nlocal all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(self.cluster.data().join("pg_hba.conf"), rules).expect("the rules can be written");
        self.reload();
    }

    /// Reads its settings anew.
    pub fn reload(&self) {
        self.with(|cluster| assert!(cluster.control(&["reload"]), "the cluster reads its settings"));
    }

    /// How `user` reaches it through its loopback port.
    #[must_use]
    pub fn loopback_url(&self, user: &str, parameters: &str) -> String {
        format!("postgres://{user}@localhost:{}/postgres?{parameters}", self.cluster.port)
    }

    /// The certificate that it shows, which is its own root.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.home.path().join("tls.crt")
    }

    /// The programs take their time: not at the expense of the tasks of the test.
    pub(super) fn with(&self, work: impl FnOnce(&Cluster)) {
        tokio::task::block_in_place(|| work(&self.cluster));
    }
}

impl Drop for ThrowAwayCluster {
    fn drop(&mut self) {
        // nothing of it is needed any more
        let _ = self.cluster.control(&["stop", "-w", "-m", "immediate"]);
    }
}

fn make_certificate(directory: &Path) {
    let mut command = Command::new("openssl");
    command.args(["req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]);
    command.args([
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
    ]);
    command.arg("-out").arg(directory.join("tls.crt")).arg("-keyout").arg(directory.join("tls.key"));
    let made = command.output().expect("OpenSSL is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}
