//! The programs of PostgreSQL, run as somebody they accept: they refuse root.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The newest server programs of the machine.
pub(super) fn binaries() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed (apt postgresql)");
    versions
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|path| path.join("initdb").exists())
        .max_by_key(|path| version(path))
        .expect("PostgreSQL's server programs are installed")
}

/// Their version.
pub(super) fn postgres_version() -> u32 {
    version(&binaries())
}

/// Who runs the tests.
pub(super) fn user() -> u32 {
    std::fs::metadata("/proc/self").map(|process| process.uid()).unwrap_or_default()
}

/// A command as the user that databases run as: ourselves, or `postgres` where we are root.
pub(super) fn unprivileged(program: &Path) -> Command {
    let mut command = if user() == 0 {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    // a server lives on and must not keep the test's output open
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
    command
}

/// Lets that user write into a directory.
pub(super) fn give(directory: &Path) {
    if user() == 0 {
        let given = Command::new("chown").arg("-R").arg("postgres").arg(directory).status();
        assert!(given.is_ok_and(|status| status.success()), "user postgres can be given {}", directory.display());
    }
}

/// `/usr/lib/postgresql/15/bin` → 15
fn version(binaries: &Path) -> u32 {
    let parent = binaries.parent().and_then(Path::file_name).and_then(std::ffi::OsStr::to_str);
    parent.and_then(|version| version.parse().ok()).unwrap_or_default()
}
