//! `o2c import`.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode};

use anyhow::{Context, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use o2c_kernel::machine_now;

use super::say;
use crate::{
    import::{ControlTotals, Format, Heard, Named, Options, template},
    outside::Outside,
};

/// Brings in files of another system, each row once, and certifies that the books tie.
#[derive(Debug, Args)]
pub struct Import {
    #[arg(value_enum)]
    kind: Named,
    /// CSV or NDJSON; with `--template` none.
    #[arg(required_unless_present = "template")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    outside: Outside,
    /// Prints a file to begin with.
    #[arg(long, conflicts_with = "files")]
    template: bool,
    /// What the files are; by the ends of their names, if nothing is said.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Looks at everything that can be looked at without writing.
    #[arg(long)]
    dry_run: bool,
    /// Goes on where an import of these files was cut off.
    #[arg(long)]
    resume: bool,
    /// Writes nothing if one row is refused.
    #[arg(long)]
    all_or_nothing: bool,
    /// What the other system says that the file holds: `rows=1200`, `GBP=10500.00`, `quantity=17`; several times.
    #[arg(long = "control-total", value_name = "NAME=NUMBER")]
    control_totals: Vec<String>,
    /// The same in a file of JSON: `{"rows": 1200, "sums": {"GBP": "10500.00"}}`.
    #[arg(long, value_name = "FILE")]
    control_file: Option<PathBuf>,
    /// A name for the import in place of the file's hash: two files of one name are one import.
    #[arg(long, value_name = "NAME")]
    import_id: Option<String>,
    /// Where checkpoint, refused rows and certificate are; beside the file, if nothing is said.
    #[arg(long, value_name = "DIR")]
    state_dir: Option<PathBuf>,
}

impl Import {
    /// 0 only if everything ties.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        o2c_runtime::telemetry::start(false);
        if self.template {
            say(template(self.kind, self.format.unwrap_or(Format::Csv))?.trim_end());
            return Ok(ExitCode::SUCCESS);
        }
        let caller = self.outside.open()?;
        let options = Options {
            format: self.format,
            dry_run: self.dry_run,
            resume: self.resume,
            all_or_nothing: self.all_or_nothing,
            control_totals: ControlTotals::read(self.control_file.as_deref(), &self.control_totals)?,
            import_id: self.import_id,
            directory: self.state_dir,
        };
        let totals = options.control_totals != ControlTotals::default() || options.import_id.is_some();
        ensure!(!totals || self.files.len() == 1, "control totals and an import id are for one file");
        if let Some(directory) = &options.directory {
            std::fs::create_dir_all(directory).with_context(|| format!("{} cannot be made", directory.display()))?;
        }
        let mut ties = true;
        for file in &self.files {
            let mut bar = Bar::new()?;
            let imported = self.kind.import(&caller, file, &options, &mut |heard| bar.heard(heard)).await;
            bar.0.finish_and_clear();
            let certificate = imported.with_context(|| file.display().to_string())?;
            say(&certificate);
            ties &= certificate.ties();
        }
        Ok(if ties { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Rows, rows a second, refused rows; on standard error, or to the log where nobody looks.
struct Bar(ProgressBar, o2c_kernel::Instant);

impl Bar {
    fn new() -> anyhow::Result<Self> {
        let target = match std::io::stderr().is_terminal() {
            true => ProgressDrawTarget::stderr_with_hz(4),
            false => ProgressDrawTarget::hidden(),
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} rows, {per_sec}  {msg}")?;
        Ok(Self(ProgressBar::with_draw_target(None, target).with_style(style), machine_now()))
    }

    fn heard(&mut self, Heard { rows, of, refused }: Heard) {
        self.0.set_length(of);
        self.0.set_position(rows);
        self.0.set_message(format!("{refused} refused"));
        if self.0.is_hidden() {
            let micros = u64::try_from(machine_now().since(self.1).as_micros()).unwrap_or(u64::MAX).max(1);
            let per_second = rows.saturating_mul(1_000_000) / micros;
            tracing::info!(rows, of, refused, per_second, "importing");
        }
    }
}
