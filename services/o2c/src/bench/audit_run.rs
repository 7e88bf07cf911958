//! How long it takes to prove all laws on a book.

use o2c_kernel::{Clock, machine_now};

use super::{
    book::{Book, CUSTOMERS},
    figure::{per_second, seconds},
    ground::{Ground, GroundOptions},
    outcome::{Figures, Outcome},
};
use crate::config::Config;

#[derive(Clone, Debug)]
pub struct AuditOptions {
    pub ground: GroundOptions,
    /// Orders in the book.
    pub orders: u64,
}

/// Builds a book, and audits it.
pub async fn run(config: &Config, options: &AuditOptions) -> anyhow::Result<Outcome> {
    let ground = Ground::start(config, &options.ground, Clock::system()).await?;
    let mut book = Book::open(&ground, CUSTOMERS).await?;
    book.grow(options.orders).await?;
    book.expect_all_done().await?;
    let began = machine_now();
    let audit = ground.audit().await?;
    let time = machine_now().since(began);
    let mut figures = Figures::default();
    figures.add("orders", options.orders, "");
    figures.add("rows", audit.rows(), "");
    figures.add("seconds", seconds(time).round_dp(3), "s");
    figures.add("rows_per_second", per_second(audit.rows(), time).round_dp(0), "rows/s");
    Outcome::conclude("audit", &options.ground, ground, figures).await
}
