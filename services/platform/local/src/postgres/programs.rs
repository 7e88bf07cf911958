//! PostgreSQL's programs, run as somebody that they accept.

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::LocalError;

/// Where Debian keeps them, a directory per version.
const VERSIONS: &str = "/usr/lib/postgresql";

#[derive(Clone, Debug)]
pub(super) struct Programs {
    binaries: PathBuf,
    as_root: bool,
}

impl Programs {
    /// Of the newest version that is installed.
    pub(super) fn find() -> Result<Programs, LocalError> {
        let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().filter_map(Result::ok);
        let newest = versions
            .map(|entry| entry.path().join("bin"))
            .filter(|path| path.join("initdb").exists())
            .max_by_key(|path| version(path));
        let user = std::fs::metadata("/proc/self").map(|process| process.uid()).unwrap_or_default();
        newest.map(|binaries| Programs { binaries, as_root: user == 0 }).ok_or_else(|| LocalError::Missing {
            program: "PostgreSQL's server".to_owned(),
            hint: "Debian's package postgresql has it",
        })
    }

    /// Gives a directory and what is in it to the user that the server runs as.
    pub(super) fn own(&self, directory: &Path) -> Result<(), LocalError> {
        if !self.as_root {
            return Ok(());
        }
        said("chown", Command::new("chown").args(["-R", "postgres:postgres"]).arg(directory)).map(drop)
    }

    pub(super) fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = match self.as_root {
            true => {
                let mut command = Command::new("setpriv");
                command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig", "KILL"]);
                command.arg(program);
                command
            }
            false => Command::new(program),
        };
        command.current_dir("/");
        command
    }

    /// Runs one to its end; what it said on standard output.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) -> Result<String, LocalError> {
        said(program, self.command(program).args(arguments))
    }
}

fn said(program: &str, command: &mut Command) -> Result<String, LocalError> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|source| LocalError::Start { program: program.to_owned(), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    // its own words, without the arguments: these may hold a password
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(LocalError::Failed { program: program.to_owned(), said })
}

/// `/usr/lib/postgresql/15/bin` → 15
fn version(binaries: &Path) -> u32 {
    let parent = binaries.parent().and_then(Path::file_name).and_then(std::ffi::OsStr::to_str);
    parent.and_then(|version| version.parse().ok()).unwrap_or_default()
}
