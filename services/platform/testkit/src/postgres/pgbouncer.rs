//! A PgBouncer in transaction mode: what clients take for a session is another one with every transaction.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use o2c_local::programs::{give, unprivileged};
use tempfile::TempDir;

use super::{OWNER, RUNNING};

/// A PgBouncer of the test's own; it is gone when the test is.
#[derive(Debug)]
pub struct PgBouncer {
    process: Child,
    home: TempDir,
}

impl PgBouncer {
    /// Starts one before the server whose socket is in `server`, with `sessions` sessions per role and database.
    ///
    /// # Panics
    /// When PgBouncer is not installed or does not start.
    pub async fn start(server: &Path, sessions: u32) -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let file = |name: &str, text: String| {
            std::fs::write(home.path().join(name), text).expect("the proxy's settings can be written");
        };
        file("users", ["postgres", OWNER, RUNNING].map(|role| format!("\"{role}\" \"\"\n")).concat());
        file("pgbouncer.ini", settings(home.path(), server, sessions));
        give(home.path()).expect("user postgres can be given the proxy's directory");
        let mut command = unprivileged(Path::new("/usr/sbin/pgbouncer"), &[]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.arg(home.path().join("pgbouncer.ini")).spawn();
        let started = Self { process: process.expect("PgBouncer is installed (apt pgbouncer)"), home };
        for _ in 0..500 {
            if std::os::unix::net::UnixStream::connect(started.home.path().join(".s.PGSQL.6432")).is_ok() {
                return started;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("PgBouncer starts: {}", std::fs::read_to_string(started.home.path().join("log")).unwrap_or_default());
    }

    /// How `role` reaches the server through it.
    #[must_use]
    pub fn url(&self, role: &str) -> String {
        format!("postgres://{role}@localhost/postgres?host={}&port=6432", self.home.path().display())
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn settings(home: &Path, server: &Path, sessions: u32) -> String {
    let (home, server) = (home.display(), server.display());
    format!(
        "[databases]
* = host={server} port=5432
[pgbouncer]
listen_port = 6432
unix_socket_dir = {home}
auth_type = trust
auth_file = {home}/users
logfile = {home}/log
pool_mode = transaction
default_pool_size = {sessions}
max_client_conn = 200
server_login_retry = 0.1
"
    )
}
