//! The same cycle on books of growing size: what was fast on an empty one is to be as fast on a full one.

use o2c_kernel::Clock;
use rust_decimal::Decimal;

use super::{
    book::{Book, CUSTOMERS},
    figure::{per_second, quotient},
    ground::{Ground, GroundOptions},
    latency::{milliseconds, repeated},
    outcome::{Figures, Outcome},
    pages,
};
use crate::{config::Config, demo::figures as evening};

/// Pages down a list that are looked at.
const DEEPEST: u64 = 10_000;
const LOOKS: usize = 20;

#[derive(Clone, Debug)]
pub struct GrowthOptions {
    pub ground: GroundOptions,
    /// Orders in the book when the rate is taken, smallest first.
    pub books: Vec<u64>,
    /// Orders that a rate is taken of.
    pub orders: u64,
}

/// Grows the book, and measures at each size.
pub async fn run(config: &Config, options: &GrowthOptions) -> anyhow::Result<Outcome> {
    anyhow::ensure!(options.orders > 0 && !options.books.is_empty(), "a book to measure, and orders to measure with");
    let mut ground = Ground::start(config, &options.ground, Clock::system()).await?;
    let mut book = Book::open(&ground, CUSTOMERS).await?;
    let mut figures = Figures::default();
    let mut first: Option<Decimal> = None;
    for size in &options.books {
        let missing = size.saturating_sub(book.orders());
        if missing > 0 {
            book.grow(missing).await?;
        }
        let time = book.grow(options.orders).await?;
        let rate = per_second(options.orders, time).round_dp(1);
        let base = *first.get_or_insert(rate);
        figures.add(format!("on_{size}_orders_per_second"), rate, "orders/s");
        figures.add(format!("on_{size}_ratio_to_first"), quotient(rate, base), "");
        figures.add(format!("on_{size}_memory"), ground.peak_memory_mib(), "MiB");
        let pages = pages::pages(&mut book.desk, DEEPEST).await?;
        figures.add(format!("on_{size}_pages_deep"), pages.depth, "pages");
        figures.add(format!("on_{size}_first_page"), milliseconds(pages.first.per_mille(500)), "ms");
        figures.add(format!("on_{size}_deepest_page"), milliseconds(pages.deepest.per_mille(500)), "ms");
        let (today, mut desk) = (book.today, book.desk.clone());
        let kpis =
            repeated(LOOKS, async || evening::kpis(&mut desk, today.add_days(-30)?, today).await.map(drop)).await?;
        figures.add(format!("on_{size}_kpis"), milliseconds(kpis.per_mille(500)), "ms");
    }
    book.expect_all_done().await?;
    Outcome::conclude("growth", &options.ground, ground, figures).await
}
