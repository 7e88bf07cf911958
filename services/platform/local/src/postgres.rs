//! A PostgreSQL cluster.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use crate::{
    Child, Clients, LocalError, free_port,
    machine::memory_mib,
    programs::{Programs, give, unprivileged},
    secret_file,
};

/// How long a server may take until it answers; a crashed one recovers first.
const START: Duration = Duration::from_secs(60);
const SUPERUSER: &str = "postgres";

/// An eighth of the machine's memory, and no more than a gigabyte.
fn buffer_mebibytes() -> u64 {
    (memory_mib() / 8).clamp(128, 1_024)
}

/// What a commit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Everything, as in production.
    Full,
    /// The death of a process, not of the machine: for tests of everything but the disk.
    Process,
}

/// A cluster of one's own, in a directory. Its tables outlive it there.
#[derive(Debug)]
pub struct Postgres {
    programs: Programs,
    home: PathBuf,
    port: u16,
    durability: Durability,
    password: String,
    child: Option<Child>,
}

impl Postgres {
    /// Makes the cluster, if the directory holds none yet, and starts it. `home` must be reachable for the user that the
    /// server runs as: PostgreSQL refuses root, so for root that is `postgres`.
    pub async fn start(home: &Path, durability: Durability) -> Result<Postgres, LocalError> {
        let unwritten = |source| LocalError::File { path: home.to_owned(), source };
        std::fs::create_dir_all(home).map_err(unwritten)?;
        let programs = Programs::find()?;
        let password = secret_file(&home.join("superuser.password"))?;
        let data = home.join("cluster");
        if !data.join("data").join("PG_VERSION").exists() {
            std::fs::create_dir_all(&data).map_err(unwritten)?;
            // readable for the server's user alone, and only while the cluster is made
            let given = data.join("password");
            std::fs::write(&given, &password).map_err(unwritten)?;
            give(&data)?;
            let data = data.join("data");
            let (data, given) = (data.display().to_string(), given.display().to_string());
            programs.run(
                "initdb",
                &["-A", "scram-sha-256", "-U", SUPERUSER, "--pwfile", &given, "-E", "UTF8", "--locale=C", "-D", &data],
            )?;
        }
        let _ = std::fs::remove_file(data.join("password"));
        let mut postgres =
            Postgres { programs, home: home.to_owned(), port: free_port()?, durability, password, child: None };
        postgres.restart().await?;
        Ok(postgres)
    }

    /// Of a role and a database; the password is the superuser's own unless the role is another.
    #[must_use]
    pub fn url(&self, role: &str, database: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{database}", self.port)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Of the superuser, with the password: never to be shown.
    #[must_use]
    pub fn admin_url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }

    /// A database that a role of the same password file owns, if they are not there yet.
    pub fn create(&self, database: &str, owner: &str, password: &str) -> Result<(), LocalError> {
        self.create_role(owner, password)?;
        let there = format!("SELECT 1 FROM pg_database WHERE datname = '{database}'");
        if self.sql("postgres", &there)?.trim().is_empty() {
            self.sql("postgres", &format!("CREATE DATABASE \"{database}\" OWNER \"{owner}\""))?;
        }
        Ok(())
    }

    /// A role that may log in, if it is not there yet.
    pub fn create_role(&self, role: &str, password: &str) -> Result<(), LocalError> {
        let there = format!("SELECT 1 FROM pg_roles WHERE rolname = '{role}'");
        if self.sql("postgres", &there)?.trim().is_empty() {
            self.sql("postgres", &format!("CREATE ROLE \"{role}\" LOGIN PASSWORD '{password}'"))?;
        }
        Ok(())
    }

    /// Runs a statement as superuser; what it answers, as text.
    pub fn sql(&self, database: &str, statement: &str) -> Result<String, LocalError> {
        Clients::new(&self.admin_url(database))?.sql(statement)
    }

    /// Kills the server and, with it, every session, as a crash would.
    pub fn kill(&mut self) {
        self.child = None;
    }

    /// Ends it as `pg_ctl stop -m immediate` does: every session is broken off and nothing is written any more. The next
    /// start recovers. One that does not end so is killed.
    pub async fn quit(&mut self, within: Duration) {
        if let Some(child) = &mut self.child {
            child.quit();
            if child.ended(within).await.is_none() {
                tracing::warn!("PostgreSQL did not end at once and is killed");
            }
        }
        self.kill();
    }

    /// Starts it again, on the same port and directory; one that was killed recovers.
    pub async fn restart(&mut self) -> Result<(), LocalError> {
        self.kill();
        let log = self.home.join("postgres.log");
        let silent = || LocalError::Silent { program: "postgres".to_owned(), log: log.clone() };
        let answers = async {
            loop {
                // sessions of a server that was killed take a moment to notice, and until then it does not start again
                if !self.child.as_mut().is_some_and(Child::is_running) {
                    self.child = Some(Child::spawn("postgres", &self.command(), &log)?);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
                if self.sql("postgres", "SELECT 1").is_ok() {
                    return Ok(());
                }
            }
        };
        let started: Result<(), LocalError> = tokio::time::timeout(START, answers).await.map_err(|_| silent())?;
        started
    }

    /// Ends it in order: sessions are closed, everything is written.
    pub async fn stop(&mut self, within: Duration) {
        if let Some(child) = &mut self.child {
            child.interrupt();
            if child.ended(within).await.is_none() {
                child.kill();
            }
        }
        self.child = None;
    }

    pub fn is_running(&mut self) -> bool {
        self.child.as_mut().is_some_and(Child::is_running)
    }

    fn command(&self) -> Command {
        let data = self.home.join("cluster").join("data");
        let socket = self.home.join("cluster");
        // changing the user forgets who the parent is: it is said again
        let mut command = unprivileged(&self.programs.path("postgres"), &["--pdeathsig", "KILL"]);
        command.arg("-D").arg(data).arg("-k").arg(socket).arg("-p").arg(self.port.to_string());
        for setting in [
            "listen_addresses=127.0.0.1",
            "max_connections=200",
            &format!("shared_buffers={}MB", buffer_mebibytes()),
            "wal_level=minimal",
            "max_wal_senders=0",
            "max_wal_size=4GB",
        ] {
            command.arg("-c").arg(setting);
        }
        if self.durability == Durability::Process {
            // the system keeps what was written when only processes die
            command.args(["-c", "fsync=off", "-c", "full_page_writes=off"]);
        }
        command
    }
}
