//! A database cluster in a directory, reachable through a socket there.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use o2c_local::programs::{Programs, give, unprivileged};

#[derive(Clone, Debug)]
pub(super) struct Cluster {
    programs: Programs,
    pub(super) home: PathBuf,
    settings: String,
    /// Of its socket, and of its loopback address if it listens there.
    pub(super) port: u16,
}

impl Cluster {
    pub(super) fn new(home: PathBuf, settings: &str) -> Self {
        let programs = Programs::find().expect("PostgreSQL's server programs are installed (apt postgresql)");
        Self { programs, home, settings: settings.to_owned(), port: 5432 }
    }

    /// As the role that owns the cluster.
    pub(super) fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}&port={}", self.home.display(), self.port)
    }

    pub(super) fn ensure_running(&self) {
        if self.is_running() {
            return;
        }
        // what a crashed machine left behind is not worth a repair
        if self.data().exists() && self.start() {
            return;
        }
        let _ = std::fs::remove_dir_all(&self.home);
        std::fs::create_dir_all(&self.home).expect("the cluster's directory can be made");
        self.create();
        assert!(self.start(), "the cluster does not start, see {}", self.log());
    }

    /// Makes the data directory; everybody is let in through the socket.
    pub(super) fn create(&self) {
        give(&self.home).expect("user postgres can be given the cluster's directory");
        let data = text(&self.data());
        let made = self.run("initdb", &["-A", "trust", "-U", "postgres", "-E", "UTF8", "-N", "-D", &data]);
        assert!(made, "initdb failed, see {}", self.home.display());
    }

    fn is_running(&self) -> bool {
        self.data().exists() && self.control(&["status"])
    }

    pub(super) fn start(&self) -> bool {
        let (home, port) = (self.home.display(), self.port);
        let settings = format!("-k {home} -c port={port} -c listen_addresses='' {}", self.settings);
        self.control(&["start", "-w", "-l", &self.log(), "-o", &settings])
    }

    /// Runs `pg_ctl` on the cluster.
    pub(super) fn control(&self, arguments: &[&str]) -> bool {
        let data = text(&self.data());
        let arguments: Vec<&str> = arguments.iter().copied().chain(["-D", &data]).collect();
        self.run("pg_ctl", &arguments)
    }

    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let mut command = unprivileged(&self.programs.path(program), &[]);
        // the server lives on and must not keep the test's output open
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.args(arguments).status().is_ok_and(|status| status.success())
    }

    pub(super) fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    pub(super) fn log(&self) -> String {
        text(&self.home.join("log"))
    }
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
