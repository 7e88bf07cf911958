//! The command line.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::commands;

/// Order to cash, from the order to the matched payment, in one binary.
#[derive(Debug, Parser)]
#[command(name = "o2c", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs all services in one process, some of them, or the gateway to them.
    Serve(commands::serve::Serve),
    /// Runs a whole mesh on this machine: processes, PostgreSQL, NATS.
    Up(commands::up::Up),
    /// Drives a whole business through the public API and shows what came of it.
    Demo(commands::demo::Demo),
    /// Measures what this program does on this machine, beside what the machine could do at most.
    Bench(commands::bench::Bench),
    /// Proves the laws of the book on the data as they are.
    Audit(commands::audit::Audit),
    /// Who did what, and the proof that it is what was written down.
    AuditTrail(commands::audit_trail::AuditTrail),
    /// Brings the databases up to this program.
    Migrate(commands::migrate::Migrate),
    /// Prints the configuration in force.
    Config(commands::config::ConfigCommand),
    /// Prints the roles, what each allows, and the duties that are not for one person.
    Roles(commands::roles::RolesCommand),
    /// Keys with which machines call.
    ApiKeys(commands::api_keys::ApiKeysCommand),
    /// Prints an access token of this machine's own issuer, for local use.
    Token(commands::token::Token),
    /// Brings master data and opening balances in, from files.
    Import(commands::import::Import),
    /// Writes a whole list of the public API to a file.
    Export(commands::export::Export),
    /// Dead letters, and replay.
    Events(commands::events::Events),
    /// Brings services together again whose databases were restored to different instants.
    Recover(commands::recover::Recover),
    /// Sagas: what is under way, what is stuck.
    Sagas(commands::sagas::Sagas),
}

/// Where the data are, and the configuration: the same for every command.
#[derive(Clone, Debug, Args)]
pub struct Place {
    /// The directory of the databases; created if absent.
    #[arg(long, default_value = "o2c-data", env = "O2C_DATA_DIR", global = true)]
    pub data_dir: PathBuf,
    /// A configuration file (TOML).
    #[arg(long, env = "O2C_CONFIG", global = true)]
    pub config: Option<PathBuf>,
}

/// Whether a command line is one of ours, its first word the program's name; it is not run.
pub fn parses(arguments: &[String]) -> Result<(), clap::Error> {
    Cli::try_parse_from(arguments).map(drop)
}

/// Reads the command line and runs what it says. 0: done; 1: it failed; 2: the command line is wrong.
pub async fn run() -> ExitCode {
    run_with(std::env::args_os()).await
}

/// The same with a command line of one's own, its first word the program's name.
pub async fn run_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let done = match Cli::parse_from(arguments).command {
        Command::Serve(command) => command.run().await,
        Command::Up(command) => command.run().await,
        Command::Demo(command) => command.run().await,
        Command::Bench(command) => command.run().await,
        Command::Audit(command) => command.run().await,
        Command::AuditTrail(command) => command.run().await,
        Command::Migrate(command) => command.run().await,
        Command::Config(command) => command.run(),
        Command::ApiKeys(command) => command.run().await,
        Command::Token(command) => command.run(),
        Command::Roles(command) => command.run(),
        Command::Import(command) => command.run().await,
        Command::Export(command) => command.run().await,
        Command::Events(command) => command.run().await,
        Command::Recover(command) => command.run().await,
        Command::Sagas(command) => command.run().await,
    };
    done.unwrap_or_else(|error| {
        commands::complain(&error);
        ExitCode::FAILURE
    })
}
