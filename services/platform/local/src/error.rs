//! Why a server does not run.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// A program that is not installed.
    #[error("{program} is not installed: {hint}")]
    Missing { program: String, hint: &'static str },
    #[error("{program} cannot be started")]
    Start { program: String, source: std::io::Error },
    /// It ended with an error; what it said.
    #[error("{program} failed: {said}")]
    Failed { program: String, said: String },
    #[error("{program} does not answer; its log is {}", log.display())]
    Silent { program: String, log: PathBuf },
    #[error("{} cannot be written", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("no port of loopback is free")]
    Port(#[source] std::io::Error),
}
