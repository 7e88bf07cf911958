//! `chaos`: does every harm to a mesh of processes while a business runs through it, and counts what is left.
//!
//! Called with `o2c` as its first word it is the product itself: the mesh is made of this program, so that one command
//! builds everything. Failpoints are a feature, so that no build of the workspace puts them into the product: without it
//! this program has itself built again, with them.

use std::{ffi::OsString, io::Write, os::unix::process::CommandExt, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Parser, Subcommand};
use o2c::local_mesh::Program;
use o2c_integration_tests::{
    chaos::{Engine, Plan, run},
    upgrade::Upgrade,
};

/// The word that makes this program the product.
const PRODUCT: &str = "o2c";

/// Kills, aborts, cuts, slows and misleads the processes of a mesh while orders run through it, then proves that nothing
/// is lost or doubled.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Chaos {
    #[command(subcommand)]
    instead: Option<Instead>,
    /// Says what is ordered and who is struck; printed, so that a failure can be had again.
    #[arg(long)]
    seed: Option<u64>,
    /// PostgreSQL with a process per service, or SQLite files with one process.
    #[arg(long, value_enum, default_value = "postgres")]
    engine: Engine,
    /// At least so many orders.
    #[arg(long, default_value_t = 200)]
    orders: u64,
    /// Kills, one every 0.2 to 1 second.
    #[arg(long, default_value_t = 60)]
    kills: u64,
    /// Thousands of orders and kills.
    #[arg(long)]
    long: bool,
    /// Shows that the tests can fail: builds the simulation with bugs in it, and expects it to catch each.
    #[arg(long)]
    planted: bool,
    /// Where the mesh lives; kept. Without it, a temporary directory that is kept after a failure only.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Runs a program that was built without failpoints as it is: nobody dies of one, no clock is wrong, and the bus behaves.
    #[arg(long)]
    without_failpoints: bool,
    /// Writes the report as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What is nobody's fault, and done to a mesh all the same.
#[derive(Debug, Subcommand)]
enum Instead {
    Upgrade(Upgrade),
}

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|word| word == PRODUCT) {
        arguments.remove(1);
        o2c_kernel::failpoint::configure();
        return o2c::cli::run_with(arguments).await;
    }
    let mut chaos = Chaos::parse();
    if let Some(Instead::Upgrade(upgrade)) = chaos.instead.take() {
        return ended(match product() {
            Ok(product) => upgrade.run(product).await,
            Err(error) => Err(error),
        });
    }
    if !cfg!(feature = "failpoints") && !chaos.without_failpoints {
        let error = with_failpoints();
        let _ = writeln!(std::io::stderr(), "chaos: cargo, which adds the failpoints, does not start: {error}");
        return ExitCode::FAILURE;
    }
    ended(chaos.run().await)
}

/// The product, as this program has it within.
fn product() -> anyhow::Result<Program> {
    Ok(Program { arguments: vec![PRODUCT.into()], ..Program::this()? })
}

fn ended(held: anyhow::Result<bool>) -> ExitCode {
    match held {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "chaos: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Chaos {
    /// Whether nothing was violated.
    async fn run(self) -> anyhow::Result<bool> {
        // calls fail by the hundred here: they are shown to who asks for them
        if std::env::var_os("O2C_LOG").is_some() {
            o2c_runtime::telemetry::start(false);
        }
        let seed = self.seed.unwrap_or_else(|| o2c_kernel::new_uuid().as_u64_pair().1 >> 12);
        say(&format!("seed {seed}"));
        let directory = self.data_dir.unwrap_or_else(|| std::env::temp_dir().join(format!("o2c-chaos-{seed}")));
        let kept = directory.clone();
        let program = product()?;
        let times = if self.long { 20 } else { 1 };
        let plan = Plan {
            seed,
            engine: self.engine,
            orders: self.orders * times,
            kills: self.kills * times,
            planted: self.planted,
            directory,
            program,
        };
        let report = run(&plan).await?;
        let json = serde_json::to_string_pretty(&report)?;
        say(&json);
        if let Some(file) = &self.json {
            std::fs::write(file, &json).with_context(|| format!("{} cannot be written", file.display()))?;
        }
        let held = report.violations.is_empty();
        if held {
            // a run that failed is looked at
            let _ = std::fs::remove_dir_all(&kept);
        } else {
            say(&format!("the mesh is left in {}", kept.display()));
        }
        Ok(held)
    }
}

/// Becomes the same program with failpoints; comes back only where that is not possible.
fn with_failpoints() -> std::io::Error {
    let mut cargo = std::process::Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    cargo.args(["run", "--locked", "--package", env!("CARGO_PKG_NAME"), "--features", "failpoints", "--bin", "chaos"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    say("this program has no failpoints: it is built again with them");
    cargo.arg("--").args(std::env::args_os().skip(1)).exec()
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
