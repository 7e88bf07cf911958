//! `chaos upgrade`, as it is typed.

use std::{ffi::OsString, io::Write, path::PathBuf};

use anyhow::{Context, ensure};
use o2c::local_mesh::Program;

use super::{Plan, run};

/// Replaces one version by another and back, process by process, while orders run through a mesh: fails where a caller
/// noticed, or where the book does not tie.
#[derive(Debug, clap::Args)]
pub struct Upgrade {
    /// The binary of the version before; none: this program is replaced by itself.
    #[arg(long)]
    previous: Option<PathBuf>,
    /// What stands before a command on its line, as `o2c` does where the program is this one.
    #[arg(long, requires = "previous")]
    previous_word: Option<OsString>,
    /// Orders that are told to their end between two replacements, at least.
    #[arg(long, default_value_t = 10)]
    orders: u64,
    /// Roles that have two processes and are replaced; none named: all.
    #[arg(long = "role")]
    roles: Vec<String>,
    /// Kills processes instead of asking them to end: shows that callers would notice.
    #[arg(long)]
    abruptly: bool,
    /// Where the mesh lives; kept after a failure. Without it, a temporary directory.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Writes the report as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

impl Upgrade {
    /// Whether nobody noticed anything.
    pub async fn run(self, program: Program) -> anyhow::Result<bool> {
        let previous = self.previous.map(|path| {
            ensure!(path.is_file(), "{} is no program", path.display());
            Ok(Program { path, arguments: self.previous_word.into_iter().collect(), variables: Vec::new() })
        });
        let directory =
            self.data_dir.unwrap_or_else(|| std::env::temp_dir().join(format!("o2c-upgrade-{}", std::process::id())));
        let (orders, roles, abruptly) = (self.orders, self.roles, self.abruptly);
        let plan = Plan { directory, program, previous: previous.transpose()?, orders, roles, abruptly };
        let report = run(&plan).await.with_context(|| format!("the mesh is left in {}", plan.directory.display()))?;
        let json = serde_json::to_string_pretty(&report)?;
        writeln!(std::io::stdout(), "{json}")?;
        if let Some(file) = &self.json {
            std::fs::write(file, &json).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        if report.held() {
            // a run that failed is looked at
            let _ = std::fs::remove_dir_all(&plan.directory);
        }
        Ok(report.held())
    }
}
