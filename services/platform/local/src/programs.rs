//! PostgreSQL's programs and others that refuse root, run as somebody that they accept.

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::LocalError;

/// Where Debian keeps them, a directory per version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Who databases run as where we are root.
const USER: &str = "postgres";

/// The newest server programs of the machine.
#[derive(Clone, Debug)]
pub struct Programs {
    binaries: PathBuf,
}

impl Programs {
    /// Of the newest version that is installed.
    pub fn find() -> Result<Programs, LocalError> {
        let versions = std::fs::read_dir(VERSIONS).into_iter().flatten().filter_map(Result::ok);
        let newest = versions
            .map(|entry| entry.path().join("bin"))
            .filter(|path| path.join("initdb").exists())
            .max_by_key(|path| version(path));
        newest.map(|binaries| Programs { binaries }).ok_or_else(|| LocalError::Missing {
            program: "PostgreSQL's server".to_owned(),
            hint: "Debian's package postgresql has it",
        })
    }

    /// Such as 15.
    #[must_use]
    pub fn version(&self) -> u32 {
        version(&self.binaries)
    }

    #[must_use]
    pub fn path(&self, program: &str) -> PathBuf {
        self.binaries.join(program)
    }

    /// Runs one to its end; what it said on standard output.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Result<String, LocalError> {
        said(program, unprivileged(&self.path(program), &[]).args(arguments))
    }
}

/// Who runs this process.
#[must_use]
pub fn user() -> u32 {
    std::fs::metadata("/proc/self").map(|process| process.uid()).unwrap_or_default()
}

/// A command as the user that databases run as: ourselves, or `postgres` where we are root. `how` are further options of
/// `setpriv`, which changes the user.
#[must_use]
pub fn unprivileged(program: &Path, how: &[&str]) -> Command {
    let mut command = match user() {
        0 => {
            let mut command = Command::new("setpriv");
            command.args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--clear-groups"]);
            command.args(how).arg(program);
            command
        }
        _ => Command::new(program),
    };
    command.current_dir("/");
    command
}

/// Gives a directory and what is in it to that user.
pub fn give(directory: &Path) -> Result<(), LocalError> {
    match user() {
        0 => said("chown", Command::new("chown").args(["-R", &format!("{USER}:{USER}")]).arg(directory)).map(drop),
        _ => Ok(()),
    }
}

pub(crate) fn said(program: &str, command: &mut Command) -> Result<String, LocalError> {
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
