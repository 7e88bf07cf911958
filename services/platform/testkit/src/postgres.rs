//! A PostgreSQL for tests: the one that `O2C_TEST_POSTGRES_URL` names, or a cluster of this machine that the first test
//! starts and the next ones, in other processes, find running. Each test gets a schema of its own: an `initdb` per
//! process would take longer than most tests.
//!
//! The cluster stays up in the temporary directory. It flushes nothing and is reachable through its socket only; to be
//! rid of it, run `pg_ctl stop` on its `data` directory, or restart the machine.

#![expect(clippy::expect_used, reason = "without its database a test can only fail, and should say what is missing")]

use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tokio::sync::OnceCell;

/// Where a test finds its tables.
#[derive(Clone, Debug)]
pub struct PostgresSchema {
    /// The server and database.
    pub url: String,
    /// A schema that nobody else uses; migrations create it.
    pub schema: String,
}

/// A fresh schema. Starts the cluster if there is none.
///
/// # Panics
/// When PostgreSQL is not installed or does not start.
pub async fn database() -> PostgresSchema {
    static URL: OnceCell<String> = OnceCell::const_new();
    let start = || async { tokio::task::spawn_blocking(url).await.expect("the cluster starts") };
    let url = URL.get_or_init(start).await.clone();
    PostgresSchema { url, schema: format!("t{}", o2c_kernel::new_uuid().simple()) }
}

fn url() -> String {
    if let Ok(url) = std::env::var("O2C_TEST_POSTGRES_URL") {
        return url;
    }
    let cluster = Cluster::of_this_machine();
    // one process at a time looks whether it runs, and starts it
    let lock = File::create(std::env::temp_dir().join("o2c-test-postgres.lock")).expect("the lock file opens");
    lock.lock().expect("the lock can be had");
    cluster.ensure_running();
    format!("postgres://postgres@localhost/postgres?host={}", cluster.home.display())
}

struct Cluster {
    binaries: PathBuf,
    home: PathBuf,
    as_root: bool,
}

impl Cluster {
    fn of_this_machine() -> Self {
        let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed (apt postgresql)");
        let newest = versions
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .filter(|path| path.join("initdb").exists())
            .max_by_key(|path| version(path))
            .expect("PostgreSQL's server programs are installed");
        let user = std::fs::metadata("/proc/self").map(|process| process.uid()).unwrap_or_default();
        let home = std::env::temp_dir().join(format!("o2c-test-postgres-{}-{user}", version(&newest)));
        Self { binaries: newest, home, as_root: user == 0 }
    }

    fn ensure_running(&self) {
        if self.is_running() {
            return;
        }
        // what a crashed machine left behind is not worth a repair
        if self.data().exists() && self.start() {
            return;
        }
        let _ = std::fs::remove_dir_all(&self.home);
        std::fs::create_dir_all(&self.home).expect("the cluster's directory can be made");
        if self.as_root {
            let given = Command::new("chown").arg("postgres").arg(&self.home).status();
            assert!(given.is_ok_and(|status| status.success()), "user postgres can be given the cluster's directory");
        }
        let data = self.data();
        let made = self.run("initdb", &["-A", "trust", "-U", "postgres", "-E", "UTF8", "-N", "-D", &text(&data)]);
        assert!(made, "initdb failed, see {}", self.home.display());
        assert!(self.start(), "the cluster does not start, see {}", self.log());
    }

    fn is_running(&self) -> bool {
        self.data().exists() && self.run("pg_ctl", &["status", "-D", &text(&self.data())])
    }

    fn start(&self) -> bool {
        let settings = format!(
            "-k {} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
             -c max_connections=400 -c shared_buffers=128MB -c max_locks_per_transaction=256",
            self.home.display()
        );
        self.run("pg_ctl", &["start", "-w", "-D", &text(&self.data()), "-l", &self.log(), "-o", &settings])
    }

    /// Runs one of PostgreSQL's programs as somebody it accepts: it refuses root.
    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let program = self.binaries.join(program);
        let mut command = if self.as_root {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // the server lives on and must not keep the test's output open
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.args(arguments).current_dir("/").status().is_ok_and(|status| status.success())
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    fn log(&self) -> String {
        text(&self.home.join("log"))
    }
}

/// `/usr/lib/postgresql/15/bin` → 15
fn version(binaries: &Path) -> u32 {
    let parent = binaries.parent().and_then(Path::file_name).and_then(std::ffi::OsStr::to_str);
    parent.and_then(|version| version.parse().ok()).unwrap_or_default()
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
