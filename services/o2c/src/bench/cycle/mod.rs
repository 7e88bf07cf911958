//! Orders of five lines through the whole cycle, to applied cash, in bulk.

mod report;

use o2c_kernel::Clock;

use super::{
    book::{Book, CUSTOMERS},
    ceiling,
    ground::{Ground, GroundOptions},
    written,
};
use crate::config::Config;

pub use report::CycleReport;

/// What to run.
#[derive(Clone, Debug)]
pub struct CycleOptions {
    pub ground: GroundOptions,
    pub orders: u64,
    /// Whether to measure what the machine could do at most, where that is known (PostgreSQL, one process).
    pub ceiling: bool,
}

/// Runs the cycle on an empty book, has it audited, and measures the ceiling beside it.
pub async fn run(config: &Config, options: &CycleOptions) -> anyhow::Result<CycleReport> {
    anyhow::ensure!(options.orders > 0, "a run without orders measures nothing");
    let mut ground = Ground::start(config, &options.ground, Clock::system()).await?;
    let mut book = Book::open(&ground, CUSTOMERS).await?;

    let log = |ground: &Ground| ground.admin_url().map_or(Ok(0), written::wal_bytes);
    let (log_before, asked_before) = (log(&ground)?, book.desk.asked_of_databases().await?);
    let time = book.grow(options.orders).await?;
    let (log_after, mut asked) = (log(&ground)?, book.desk.asked_of_databases().await?);
    for (service, before) in asked_before {
        asked.entry(service).and_modify(|after| *after = after.since(before));
    }

    book.expect_all_done().await?;
    let peak_memory_mib = ground.peak_memory_mib();
    let audit = ground.audit().await?;
    let window = ground.unsealed_window().await?;
    let ended = ground.stop().await;
    let rows = ended.admin_url.as_deref().map_or_else(|| Ok(Default::default()), written::rows)?;
    let ceiling = match (&ended.admin_url, options.ceiling) {
        (Some(url), true) => Some(ceiling::measure(url, options.orders, &ended.directory)?),
        _ => None,
    };
    ended.clear().await?;
    Ok(CycleReport {
        options: options.clone(),
        time,
        peak_memory_mib,
        audit,
        window,
        ceiling,
        asked,
        rows,
        wal_bytes: log_after.saturating_sub(log_before),
    })
}
