//! What an import is told, and what it tells.

use std::path::PathBuf;

use super::{control::ControlTotals, read::Format};

#[derive(Clone, Debug, Default)]
pub struct Options {
    /// By the end of the file's name, if nothing is said.
    pub format: Option<Format>,
    pub dry_run: bool,
    /// Goes on where the checkpoint says.
    pub resume: bool,
    /// Writes nothing if one row is refused.
    pub all_or_nothing: bool,
    pub control_totals: ControlTotals,
    /// Instead of the file's hash: who gives the same name to two files says that they are one import.
    pub import_id: Option<String>,
    /// Where checkpoint, refused rows and certificate are; beside the file, if nothing is said.
    pub directory: Option<PathBuf>,
}

/// How far it is.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    pub rows: u64,
    pub of: u64,
    pub refused: u64,
}
