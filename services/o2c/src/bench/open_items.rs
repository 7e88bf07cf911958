//! What is done with a book of open items: ageing as of any day, a dunning run, money that comes in.

use std::time::Duration;

use anyhow::Context;
use o2c_kernel::{Clock, Date, machine_now};
use o2c_proto::collections::v1::{DunningRun, DunningRunState, GetDunningRunRequest, RunDunningRequest};

use super::{
    book::Book,
    figure::{per_second, seconds},
    ground::{Ground, GroundOptions},
    latency::repeated,
    outcome::{Figures, Outcome},
};
use crate::{
    config::Config,
    demo::{
        desk::{Desk, Person, explained},
        figures as evening,
        wire::{date, minor},
    },
};

/// Days over which the items were posted.
const DAYS: u64 = 10;
/// When a dunning run finds all of them overdue.
const LATER: i64 = 60;
const LOOKS: usize = 20;
const LOOK: Duration = Duration::from_millis(20);

#[derive(Clone, Debug)]
pub struct OpenItemsOptions {
    pub ground: GroundOptions,
    /// Open items in the book.
    pub items: u64,
    pub customers: usize,
    /// Of them, how many are paid where money comes in.
    pub payments: usize,
}

/// Ageing of today and of a day in the past, checked against what was billed.
pub async fn ageing(config: &Config, options: &OpenItemsOptions) -> anyhow::Result<Outcome> {
    let (ground, mut book, middle) = opened(config, options).await?;
    let (items, owed) = book.owed();
    let today = book.today;
    let total = minor(evening::ageing(&mut book.desk, today).await?.total.as_ref())?;
    anyhow::ensure!(total == owed, "the ageing says {total}, the bills say {owed}");
    let then = minor(evening::ageing(&mut book.desk, middle.day).await?.total.as_ref())?;
    anyhow::ensure!(then == middle.owed, "the ageing of {} says {then}, the bills said {}", middle.day, middle.owed);

    let mut desk = book.desk.clone();
    let now = repeated(LOOKS, async || evening::ageing(&mut desk, today).await.map(drop)).await?;
    let past = repeated(LOOKS, async || evening::ageing(&mut desk, middle.day).await.map(drop)).await?;
    let mut figures = Figures::default();
    figures.add("open_items", items, "");
    now.tell("as_of_today", &mut figures);
    past.tell("as_of_a_past_day", &mut figures);
    Outcome::conclude("ageing", &options.ground, ground, figures).await
}

/// A dunning run that finds every item overdue.
pub async fn dunning(config: &Config, options: &OpenItemsOptions) -> anyhow::Result<Outcome> {
    let (ground, mut book, _) = opened(config, options).await?;
    let (items, _) = book.owed();
    let later = book.today.add_days(LATER)?;
    book.desk.advance_to(ground.start_of(later)).await?;
    book.desk.settle().await?;
    let began = machine_now();
    let run = dun(&mut book.desk, book.business.id("all", "dunning"), later).await?;
    let time = machine_now().since(began);
    book.desk.settle().await?;
    let debtors = options.customers.min(usize::try_from(items)?);
    anyhow::ensure!(
        usize::try_from(run.notices_issued)? == debtors,
        "{} of {debtors} customers were written to: nothing was measured",
        run.notices_issued
    );
    let mut figures = Figures::default();
    figures.add("overdue_items", items, "");
    figures.add("customers_examined", run.customers_examined, "");
    figures.add("notices_issued", run.notices_issued, "");
    figures.add("seconds", seconds(time).round_dp(3), "s");
    figures.add("items_per_second", per_second(items, time).round_dp(0), "items/s");
    Outcome::conclude("dunning", &options.ground, ground, figures).await
}

/// Money that names its invoices, matched and posted against everything that is open.
pub async fn cash_application(config: &Config, options: &OpenItemsOptions) -> anyhow::Result<Outcome> {
    let (ground, mut book, _) = opened(config, options).await?;
    let (items, owed) = book.owed();
    let began = machine_now();
    let payments = book.pay(options.payments).await?;
    book.desk.settle().await?;
    let time = machine_now().since(began);
    let (_, still_owed) = book.owed();
    let today = book.today;
    let open = minor(evening::ageing(&mut book.desk, today).await?.total.as_ref())?;
    anyhow::ensure!(open == still_owed, "{open} is open, {still_owed} of {owed} was not paid: nothing was measured");
    let mut figures = Figures::default();
    figures.add("open_items", items, "");
    figures.add("payments", payments, "");
    figures.add("payments_per_second", per_second(payments, time).round_dp(1), "payments/s");
    Outcome::conclude("cash-application", &options.ground, ground, figures).await
}

/// A day on the way, and what was owed on its evening.
struct Middle {
    day: Date,
    owed: i64,
}

/// A book of open items, taken over from another system and posted over some days.
async fn opened(config: &Config, options: &OpenItemsOptions) -> anyhow::Result<(Ground, Book, Middle)> {
    anyhow::ensure!(options.items >= DAYS, "a book of {DAYS} items at least");
    let first = Clock::system().today(&config.zone()?);
    let ground = Ground::start(config, &options.ground, Clock::simulated(config.zone()?.start_of(first))).await?;
    let mut book = Book::open(&ground, options.customers).await?;
    let mut middle = Middle { day: first, owed: 0 };
    for day in 0..DAYS {
        let until = options.items * (day + 1) / DAYS;
        book.take_over(until - book.orders()).await?;
        if day == DAYS / 2 {
            middle = Middle { day: book.today, owed: book.owed().1 };
        }
        book.today = book.today.add_days(1)?;
        book.desk.advance_to(ground.start_of(book.today)).await?;
    }
    Ok((ground, book, middle))
}

async fn dun(desk: &mut Desk, request_id: String, as_of: Date) -> anyhow::Result<DunningRun> {
    let request = desk.ask(Person::Collector, RunDunningRequest { request_id, as_of: Some(date(as_of)) });
    let mut run = desk.collections.run_dunning(request).await.map_err(explained)?.into_inner();
    while run.state() != DunningRunState::Done {
        tokio::time::sleep(LOOK).await;
        let dunning_run_id = run.dunning_run_id.clone();
        let request = desk.ask(Person::Collector, GetDunningRunRequest { dunning_run_id });
        let found = desk.collections.get_dunning_run(request).await.map_err(explained);
        run = found.context("the dunning run")?.into_inner();
    }
    Ok(run)
}
