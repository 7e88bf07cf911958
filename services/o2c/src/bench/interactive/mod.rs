//! People at work: orders arrive at a fixed rate, whether or not the ones before are through, and each is followed from
//! its creation to its invoice. A time counts from when the call was meant to be sent: who waits for a busy system waits.

mod story;

use std::{sync::Arc, time::Duration};

use o2c_kernel::{Clock, machine_now};
use tokio::task::JoinSet;

use super::{
    book::{Book, CUSTOMERS},
    figure::quotient,
    ground::{Ground, GroundOptions},
    latency::{Latencies, milliseconds},
    outcome::{Figures, Outcome},
    single_commit,
};
use crate::config::Config;
use story::{STEPS, Story, Times};

/// Orders in the book before the first arrival.
const BEFORE: u64 = 400;

#[derive(Clone, Debug)]
pub struct InteractiveOptions {
    pub ground: GroundOptions,
    /// Orders that arrive in a second.
    pub per_second: u32,
    pub seconds: u64,
}

/// Runs the arrivals, and follows each order.
pub async fn run(config: &Config, options: &InteractiveOptions) -> anyhow::Result<Outcome> {
    anyhow::ensure!(options.per_second > 0 && options.seconds > 0, "arrivals, and a time for them");
    let ground = Ground::start(config, &options.ground, Clock::system()).await?;
    let mut book = Book::open(&ground, CUSTOMERS).await?;
    book.grow(BEFORE).await?;
    let commit = single_commit::on(&ground).await?;

    let business = Arc::new(book.business.clone());
    let gap = Duration::from_secs(1) / options.per_second;
    let began = machine_now();
    let mut stories = JoinSet::new();
    let mut told: Vec<anyhow::Result<Times>> = Vec::new();
    for arrival in 0..u64::from(options.per_second) * options.seconds {
        let intended = began.plus(gap * u32::try_from(arrival)?);
        tokio::time::sleep(intended.since(machine_now())).await;
        let (desk, business) = (book.desk.clone(), Arc::clone(&business));
        let story = Story { desk, business, number: book.take_number(), today: book.today, intended };
        stories.spawn(story.tell());
        while let Some(done) = stories.try_join_next() {
            told.push(done?);
        }
    }
    while let Some(done) = stories.join_next().await {
        told.push(done?);
    }
    book.desk.settle().await?;

    let mut figures = Figures::default();
    let failed: Vec<String> = told.iter().filter_map(|told| told.as_ref().err().map(|e| format!("{e:#}"))).collect();
    if let Some(first) = failed.first() {
        tracing::warn!(count = failed.len(), first, "orders were not told to their end");
    }
    figures.add("orders", told.len() as u64, "");
    figures.add("failed", failed.len() as u64, "");
    let told: Vec<Times> = told.into_iter().filter_map(Result::ok).collect();
    for (at, step) in STEPS.iter().enumerate() {
        let mut latencies = Latencies::default();
        for time in told.iter().filter_map(|times| times.get(at)) {
            latencies.add(*time);
        }
        latencies.tell(step, &mut figures);
        if let (true, Some(commit)) = (at == story::CONFIRMED, commit) {
            figures.add("single_commit", milliseconds(commit), "ms");
            for (label, share) in [("p50", 500), ("p99", 990)] {
                let ratio = quotient(milliseconds(latencies.per_mille(share)), milliseconds(commit));
                figures.add(format!("{step}_{label}_to_single_commit"), ratio, "");
            }
        }
    }
    Outcome::conclude("interactive", &options.ground, ground, figures).await
}
