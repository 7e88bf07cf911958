//! The processes of a local mesh.

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, process::Command, time::Duration};

use anyhow::Context;
use o2c_local::Child;
use tokio::net::TcpStream;

use super::Place;

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

/// One process: a service, or the gateway.
pub struct Process {
    role: &'static str,
    address: SocketAddr,
    command: Command,
    log: PathBuf,
    child: Child,
}

impl Process {
    pub(super) fn start(
        program: &Program,
        place: &Place,
        role: &'static str,
        address: SocketAddr,
    ) -> anyhow::Result<Self> {
        let mut command = program.command();
        command.args(["serve", role, "--listen", &address.to_string(), "--config"]).arg(&place.config_file);
        let log = place.directory.join(format!("{role}.log"));
        let child = Child::spawn(role, &command, &log)?;
        Ok(Self { role, address, command, log, child })
    }

    #[must_use]
    pub fn role(&self) -> &'static str {
        self.role
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
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
        self.child = Child::spawn(self.role, &command, &self.log)?;
        Ok(())
    }

    /// Starts it again as it was.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.restart_with(&[])
    }

    /// Waits until it listens.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let listens = async {
            while TcpStream::connect(self.address).await.is_err() {
                anyhow::ensure!(self.child.is_running(), "{} has ended, see {}", self.role, self.log.display());
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            Ok(())
        };
        tokio::time::timeout(START, listens)
            .await
            .with_context(|| format!("{} does not listen, see {}", self.role, self.log.display()))?
    }

    pub fn terminate(&self) {
        self.child.terminate();
    }

    pub async fn stop(&mut self, within: Duration) {
        self.child.stop(within).await;
    }
}
