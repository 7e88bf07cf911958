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
    program: Program,
    /// What it is started with, whatever the program.
    arguments: Vec<OsString>,
    variables: Vec<(String, String)>,
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
        let mut arguments: Vec<OsString> = vec!["serve".into()];
        arguments.extend(seat.role.map(Into::into));
        arguments.extend(["--listen".into(), seat.address.to_string().into()]);
        arguments.extend(["--config".into(), place.config_file.clone().into()]);
        if seat.role.is_none() {
            arguments.extend(["--data-dir".into(), place.directory.clone().into()]);
        }
        let log = place.log(&seat.name);
        let child = Child::spawn(&seat.name, &line(program, &arguments, &[variables]), &log)?;
        let (seat, program, variables) = (seat.clone(), program.clone(), variables.to_vec());
        Ok(Self { seat, program, arguments, variables, log, child })
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
        let line = line(&self.program, &self.arguments, &[&self.variables, variables]);
        self.child = Child::spawn(&self.seat.name, &line, &self.log)?;
        Ok(())
    }

    /// Starts another program in its place, from now on.
    pub fn restart_as(&mut self, program: &Program) -> anyhow::Result<()> {
        self.program = program.clone();
        self.restart()
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

/// The command that starts a process.
fn line(program: &Program, arguments: &[OsString], variables: &[&[(String, String)]]) -> Command {
    let mut command = program.command();
    command.args(arguments);
    command.envs(variables.iter().copied().flatten().map(|(key, value)| (key, value)));
    command
}
