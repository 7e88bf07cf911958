//! `o2c bench`: one benchmark a subcommand.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};

use super::say;
use crate::{
    audit::AuditReport,
    bench::{
        Engine, GroundOptions, Outcome,
        audit_run::{self, AuditOptions},
        cycle::{self, CycleOptions},
        gateway::{self, GatewayOptions},
        growth::{self, GrowthOptions},
        interactive::{self, InteractiveOptions},
        open_items::{self, OpenItemsOptions},
        saturation::{self, SaturationOptions},
    },
    config::Config,
    watch::Watch,
};

#[derive(Debug, Args)]
pub struct Bench {
    #[command(subcommand)]
    benchmark: Benchmark,
}

#[derive(Debug, Subcommand)]
enum Benchmark {
    /// Orders of five lines through the whole cycle to applied cash, in bulk.
    Cycle(Cycle),
    /// Orders at a fixed rate of arrival, each followed from its creation to its invoice.
    Interactive(Interactive),
    /// The most orders that are taken, and what is still done under twice and five times as many.
    Saturation(Saturation),
    /// The cycle on books of growing size.
    Growth(Growth),
    /// Money that names its invoices, against a book of open items.
    CashApplication(OpenItems),
    /// Ageing of a book of open items, as of today and as of a past day.
    Ageing(OpenItems),
    /// A dunning run over a book of overdue items.
    Dunning(OpenItems),
    /// The proof of all laws on a book.
    Audit(Audit),
    /// What the gateway adds to a call: past it and through it, by turns; on PostgreSQL, a process per service, signed.
    Gateway(Gateway),
}

/// Where to run, and where to write what came out.
#[derive(Debug, Args)]
struct Common {
    /// Which engine holds the books.
    #[arg(long, value_enum, default_value = "sqlite")]
    engine: Engine,
    /// A PostgreSQL that runs already, with a database that is empty; without it one is made for the run.
    #[arg(long, value_name = "URL")]
    postgres_url: Option<String>,
    /// A process per service behind a gateway, over NATS, instead of one process.
    #[arg(long)]
    processes: bool,
    /// Where the books are, and stay; without it a temporary directory that is removed.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// A configuration file (TOML).
    #[arg(long, env = "O2C_CONFIG")]
    config: Option<PathBuf>,
    /// Writes the report as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Cycle {
    #[command(flatten)]
    common: Common,
    /// How many orders.
    #[arg(long, default_value_t = 20_000)]
    orders: u64,
    /// Leaves out the ceiling.
    #[arg(long)]
    no_ceiling: bool,
}

#[derive(Debug, Args)]
struct Interactive {
    #[command(flatten)]
    common: Common,
    /// Orders that arrive in a second.
    #[arg(long, default_value_t = 50)]
    per_second: u32,
    #[arg(long, default_value_t = 30)]
    seconds: u64,
}

#[derive(Debug, Args)]
struct Saturation {
    #[command(flatten)]
    common: Common,
    /// How long each load is held.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

#[derive(Debug, Args)]
struct Growth {
    #[command(flatten)]
    common: Common,
    /// Orders in the book when a rate is taken.
    #[arg(long, value_delimiter = ',', default_value = "1000,100000,1000000")]
    books: Vec<u64>,
    /// Orders that a rate is taken of.
    #[arg(long, default_value_t = 5_000)]
    orders: u64,
}

#[derive(Debug, Args)]
struct OpenItems {
    #[command(flatten)]
    common: Common,
    /// Open items in the book.
    #[arg(long, default_value_t = 10_000)]
    items: u64,
    /// Customers who owe them.
    #[arg(long, default_value_t = 500)]
    customers: usize,
    /// Of the items, how many are paid (cash-application).
    #[arg(long, default_value_t = 5_000)]
    payments: usize,
}

#[derive(Debug, Args)]
struct Audit {
    #[command(flatten)]
    common: Common,
    /// Orders in the book.
    #[arg(long, default_value_t = 10_000)]
    orders: u64,
}

#[derive(Debug, Args)]
struct Gateway {
    #[command(flatten)]
    common: Common,
    /// Calls on each way, one after the other.
    #[arg(long, default_value_t = 5_000)]
    calls: usize,
    /// How long calls are counted on each way.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
}

impl Bench {
    /// 0 only if the book is clean at the end. Watched as the configuration says: what that costs is measured with the
    /// rest.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(self.benchmark.common().config.as_deref())?;
        let watch = Watch::start(&config, "bench").await?;
        let done = self.benchmark.run(&config).await;
        watch.end().await;
        done
    }
}

impl Benchmark {
    const fn common(&self) -> &Common {
        match self {
            Self::Cycle(command) => &command.common,
            Self::Interactive(command) => &command.common,
            Self::Saturation(command) => &command.common,
            Self::Growth(command) => &command.common,
            Self::CashApplication(command) | Self::Ageing(command) | Self::Dunning(command) => &command.common,
            Self::Audit(command) => &command.common,
            Self::Gateway(command) => &command.common,
        }
    }

    async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::Cycle(Cycle { common, orders, no_ceiling }) => {
                let options = CycleOptions { ground: common.ground(), orders, ceiling: !no_ceiling };
                let report = cycle::run(config, &options).await?;
                common.tell(&report.table(), &report.json(), &report.audit)
            }
            Self::Interactive(Interactive { common, per_second, seconds }) => {
                let options = InteractiveOptions { ground: common.ground(), per_second, seconds };
                common.conclude(interactive::run(config, &options).await?)
            }
            Self::Saturation(Saturation { common, seconds }) => {
                let options = SaturationOptions { ground: common.ground(), seconds };
                common.conclude(saturation::run(config, &options).await?)
            }
            Self::Growth(Growth { common, mut books, orders }) => {
                books.sort_unstable();
                let options = GrowthOptions { ground: common.ground(), books, orders };
                common.conclude(growth::run(config, &options).await?)
            }
            Self::CashApplication(command) => {
                let (common, options) = command.options();
                common.conclude(open_items::cash_application(config, &options).await?)
            }
            Self::Ageing(command) => {
                let (common, options) = command.options();
                common.conclude(open_items::ageing(config, &options).await?)
            }
            Self::Dunning(command) => {
                let (common, options) = command.options();
                common.conclude(open_items::dunning(config, &options).await?)
            }
            Self::Audit(Audit { common, orders }) => {
                let options = AuditOptions { ground: common.ground(), orders };
                common.conclude(audit_run::run(config, &options).await?)
            }
            Self::Gateway(Gateway { common, calls, seconds }) => {
                let options = GatewayOptions { ground: common.ground(), calls, seconds };
                common.conclude(gateway::run(config, &options).await?)
            }
        }
    }
}

impl OpenItems {
    fn options(self) -> (Common, OpenItemsOptions) {
        let Self { common, items, customers, payments } = self;
        let ground = common.ground();
        (common, OpenItemsOptions { ground, items, customers, payments })
    }
}

impl Common {
    fn ground(&self) -> GroundOptions {
        GroundOptions {
            engine: self.engine,
            postgres_url: self.postgres_url.clone(),
            processes: self.processes,
            signed: false,
            program: None,
            data_dir: self.data_dir.clone(),
        }
    }

    fn conclude(&self, outcome: Outcome) -> anyhow::Result<ExitCode> {
        self.tell(&outcome.table(), &outcome.json(), &outcome.audit)
    }

    fn tell(&self, table: &str, json: &serde_json::Value, audit: &AuditReport) -> anyhow::Result<ExitCode> {
        say(table);
        if let Some(file) = &self.json {
            std::fs::write(file, serde_json::to_vec_pretty(json)?)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
        Ok(if audit.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
