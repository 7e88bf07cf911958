//! A process of ours that another program runs in.

use std::{
    ffi::OsStr,
    fs::File,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};

use crate::LocalError;

/// How often to look whether a process has ended.
const LOOK: Duration = Duration::from_millis(5);

/// A running process; it is killed when this is dropped, and when this process dies.
#[derive(Debug)]
pub struct Child {
    name: String,
    process: std::process::Child,
    log: PathBuf,
}

impl Child {
    /// Starts `program` with the arguments and variables of `command`; both outputs go to the end of `log`.
    pub fn spawn(name: &str, command: &Command, log: &Path) -> Result<Child, LocalError> {
        installed(name, command.get_program())?;
        let open = || File::options().create(true).append(true).open(log);
        let file = |source| LocalError::File { path: log.to_owned(), source };
        let (out, err) = (open().map_err(file)?, open().map_err(file)?);
        let mut with_parent = ending_with_parent(command);
        let spawned = with_parent.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
        let process = spawned.map_err(|source| LocalError::Start { program: name.to_owned(), source })?;
        Ok(Child { name: name.to_owned(), process, log: log.to_owned() })
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    #[must_use]
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Its number in the system.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Ends it where it stands, as a crash would.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Asks it to end by itself.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// As from a keyboard; of PostgreSQL: end the sessions, write everything, end.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Asks it to end without more ado; of PostgreSQL: what `pg_ctl stop -m immediate` does.
    pub fn quit(&self) {
        self.signal(Signal::QUIT);
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // one that has ended already needs no signal
            let _ = kill_process(pid, signal);
        }
    }

    /// Waits for its end; none where it takes longer.
    pub async fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        let waited = tokio::time::timeout(within, async {
            loop {
                match self.process.try_wait() {
                    Ok(None) => tokio::time::sleep(LOOK).await,
                    Ok(Some(status)) => return Some(status),
                    Err(_) => return None,
                }
            }
        });
        waited.await.ok().flatten()
    }

    /// Asks it to end, and ends it if it does not.
    pub async fn stop(&mut self, within: Duration) {
        self.terminate();
        if self.ended(within).await.is_none() {
            tracing::warn!(process = self.name, "did not end by itself and is killed");
            self.kill();
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A program that is wrapped by another one would be missed only by that one's log.
fn installed(name: &str, program: &OsStr) -> Result<(), LocalError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = match Path::new(program).components().count() {
        1 => std::env::split_paths(&path).any(|directory| directory.join(program).is_file()),
        _ => Path::new(program).is_file(),
    };
    match there {
        true => Ok(()),
        false => Err(LocalError::Start { program: name.to_owned(), source: std::io::ErrorKind::NotFound.into() }),
    }
}

/// The same command under `setpriv`, which has the system kill it when its parent dies; the command itself where there
/// is no `setpriv`.
fn ending_with_parent(command: &Command) -> Command {
    let mut wrapped = match Path::new("/usr/bin/setpriv").exists() {
        true => {
            let mut wrapped = Command::new("/usr/bin/setpriv");
            wrapped.args(["--pdeathsig", "KILL"]).arg(command.get_program());
            wrapped
        }
        false => Command::new(command.get_program()),
    };
    wrapped.args(command.get_args());
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(key, value),
            None => wrapped.env_remove(key),
        };
    }
    if let Some(directory) = command.get_current_dir() {
        wrapped.current_dir(directory);
    }
    wrapped
}
