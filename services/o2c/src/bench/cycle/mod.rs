//! Orders of five lines through the whole cycle, to applied cash, in bulk.
//!
//! In waves: while one wave is ordered, the one before is shipped and billed, and the one before that is delivered and
//! paid; then the mesh settles. A customer cannot pay faster than the ledger knows that it owes.

mod bank;
mod done;
mod order_desk;
mod report;
mod warehouse;

use std::time::Duration;

use o2c_kernel::machine_now;

use super::{
    business::Business,
    ceiling,
    ground::{Ground, GroundOptions},
    written,
};
use crate::{config::Config, demo::desk::Desk};
use bank::Bank;

pub use report::CycleReport;

/// Orders of a wave, unless there are fewer.
const WAVE: u64 = 2_000;
/// Waves at least: with fewer, nothing would happen beside anything else.
const WAVES: u64 = 4;

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
    let mut ground = Ground::start(config, &options.ground).await?;
    let mut desk = Desk::new(&ground.client()?);
    let business = Business::open(&mut desk, ground.zone()).await?;
    let mut bank = Bank::default();

    let log = |ground: &Ground| ground.admin_url().map_or(Ok(0), written::wal_bytes);
    let (log_before, commits_before) = (log(&ground)?, desk.commits().await?);
    let time = drive(&mut desk, &business, &mut bank, 0, options.orders).await?;
    let (log_after, mut commits) = (log(&ground)?, desk.commits().await?);
    for (service, before) in commits_before {
        commits.entry(service).and_modify(|after| *after = after.saturating_sub(before));
    }

    done::expect_all(&mut desk, options.orders).await?;
    let peak_memory_mib = ground.peak_memory_mib();
    let audit = ground.audit().await?;
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
        ceiling,
        commits,
        rows,
        wal_bytes: log_after.saturating_sub(log_before),
    })
}

/// Drives orders `first..first + count` to their end; how long that took.
async fn drive(
    desk: &mut Desk,
    business: &Business,
    bank: &mut Bank,
    first: u64,
    count: u64,
) -> anyhow::Result<Duration> {
    let wave = (count / WAVES).clamp(1, WAVE);
    let waves = count.div_ceil(wave);
    let began = machine_now();
    let mut shipped = Vec::new();
    // two more rounds than waves: the last one is still to be shipped, then to be paid
    for round in 0..waves + 2 {
        let from = (round * wave).min(count);
        let orders = first + from..first + ((round + 1) * wave).min(count);
        let (mut counter, mut yard, mut teller) = (desk.clone(), desk.clone(), desk.clone());
        let arriving = std::mem::take(&mut shipped);
        let ((), now_shipped, ()) = tokio::try_join!(
            order_desk::order(&mut counter, business, orders),
            warehouse::ship(&mut yard, business),
            async {
                warehouse::deliver(&mut teller, business, &arriving).await?;
                bank.pay(&mut teller, business).await
            },
        )?;
        shipped = now_shipped;
        desk.settle().await?;
        bank.receive_documents(desk).await?;
    }
    Ok(machine_now().since(began))
}
