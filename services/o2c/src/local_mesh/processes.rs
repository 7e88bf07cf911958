//! The processes of a local mesh.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::Context;
use o2c_local::Child;
use tokio::net::TcpStream;

use super::{Place, Seat};

/// How long a process may take until it listens.
const START: Duration = Duration::from_secs(60);

/// The program that all processes run, and what stands before the command on its line.
#[derive(Clone, Debug)]
pub struct Program {
    pub path: PathBuf,
    pub arguments: Vec<OsString>,
    pub variables: Vec<(String, String)>,
}

impl Program {
    /// The one that runs now.
    pub fn this() -> anyhow::Result<Self> {
        let path = std::env::current_exe().context("the path of this program is not known")?;
        Ok(Self { path, arguments: Vec::new(), variables: Vec::new() })
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).envs(self.variables.iter().map(|(key, value)| (key, value)));
        command
    }
}

/// One process: a service, the gateway, or everything.
pub struct Process {
    seat: Seat,
    command: Command,
    log: PathBuf,
    child: Child,
}

impl Process {
    pub(super) fn start(
        program: &Program,
        place: &Place,
        seat: &Seat,
        variables: &[(String, String)],
    ) -> anyhow::Result<Self> {
        let mut command = program.command();
        command.arg("serve").args(seat.role).args(["--listen", &seat.address.to_string(), "--config"]);
        command.arg(&place.config_file);
        if seat.role.is_none() {
            command.arg("--data-dir").arg(&place.directory);
        }
        command.envs(variables.iter().map(|(key, value)| (key, value)));
        let log = place.log(&seat.name);
        let child = Child::spawn(&seat.name, &command, &log)?;
        Ok(Self { seat: seat.clone(), command, log, child })
    }

    /// Its own name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.seat.name
    }

    /// What it serves; none = everything.
    #[must_use]
    pub fn role(&self) -> Option<&'static str> {
        self.seat.role
    }

    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    pub fn is_running(&mut self) -> bool {
        self.child.is_running()
    }

    /// Starts it again, killing what is left of it. The next start may be given other variables.
    pub fn restart_with(&mut self, variables: &[(String, String)]) -> anyhow::Result<()> {
        self.child.kill();
        let mut command = Command::new(self.command.get_program());
        command.args(self.command.get_args());
        for (key, value) in self.command.get_envs() {
            if let Some(value) = value {
                command.env(key, value);
            }
        }
        command.envs(variables.iter().map(|(key, value)| (key, value)));
        self.child = Child::spawn(&self.seat.name, &command, &self.log)?;
        Ok(())
    }

    /// Starts it again as it was.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.restart_with(&[])
    }

    /// Waits until it listens.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let listens = async {
            while TcpStream::connect(self.seat.address).await.is_err() {
                anyhow::ensure!(self.child.is_running(), "{} has ended, see {}", self.seat.name, self.log.display());
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Ok(())
        };
        tokio::time::timeout(START, listens)
            .await
            .with_context(|| format!("{} does not listen, see {}", self.seat.name, self.log.display()))?
    }

    pub fn terminate(&self) {
        self.child.terminate();
    }

    pub async fn stop(&mut self, within: Duration) {
        self.child.stop(within).await;
    }
}
