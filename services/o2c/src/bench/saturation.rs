//! More orders than the product can take: how many it takes at most, and what it still does under twice and five times
//! as many. Callers who get no place are told to come back; what was accepted is accepted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use o2c_kernel::{Clock, Deadline, machine_now};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    book::{Book, Business, CUSTOMERS},
    figure::{per_second, quotient, seconds},
    ground::{Ground, GroundOptions},
    latency::{Latencies, milliseconds},
    outcome::{Figures, Outcome},
};
use crate::{
    config::Config,
    demo::desk::{Desk, Person},
};

/// Who find the most that can be taken.
const CALLERS: usize = 64;
/// Calls under way at a time, at most: beyond that the generator itself would be measured.
const UNDER_WAY: usize = 20_000;
/// What a caller waits for an answer at most.
const PATIENCE: Duration = Duration::from_secs(5);
/// A probe that takes so many times as long as in quiet times finds no quiet yet.
const QUIET: u32 = 3;
const RECOVERY: Duration = Duration::from_secs(60);

#[derive(Clone, Debug)]
pub struct SaturationOptions {
    pub ground: GroundOptions,
    /// How long each load is held.
    pub seconds: u64,
}

/// What came of a load.
#[derive(Default)]
struct Answered {
    accepted: u64,
    refused: u64,
    latencies: Latencies,
}

/// Finds the most, then offers twice and five times as much.
pub async fn run(config: &Config, options: &SaturationOptions) -> anyhow::Result<Outcome> {
    anyhow::ensure!(options.seconds > 0, "a load is held for a second at least");
    let mut ground = Ground::start(config, &options.ground, Clock::system()).await?;
    let mut book = Book::open(&ground, CUSTOMERS).await?;
    let caller = Caller {
        desk: book.desk.clone(),
        business: Arc::new(book.business.clone()),
        next: Arc::new(AtomicU64::new(0)),
        today: book.today,
    };
    let time = Duration::from_secs(options.seconds);
    let mut figures = Figures::default();
    let mut quiet = Latencies::default();
    for _ in 0..CALLERS {
        quiet.add(caller.probe().await);
    }
    let quiet = quiet.per_mille(500);
    figures.add("quiet_p50", milliseconds(quiet), "ms");

    let most = caller.closed(time).await;
    book.desk.settle().await?;
    let peak = per_second(most.accepted, time);
    figures.add("peak", peak.round_dp(1), "orders/s");
    most.latencies.tell("peak", &mut figures);
    figures.add("memory_at_peak", ground.peak_memory_mib(), "MiB");

    for times in [2_u32, 5] {
        let offered = u32::try_from(most.accepted / options.seconds)?.max(1).saturating_mul(times);
        let answered = caller.open(offered, time).await?;
        let recovered = caller.recovered(quiet).await;
        let rate = per_second(answered.accepted, time);
        let name = format!("at_{times}x");
        figures.add(format!("{name}_offered"), offered, "orders/s");
        figures.add(format!("{name}_accepted"), rate.round_dp(1), "orders/s");
        figures.add(format!("{name}_ratio_to_peak"), quotient(rate, peak), "");
        figures.add(format!("{name}_told_to_come_back"), answered.refused, "");
        answered.latencies.tell(&name, &mut figures);
        figures.add(format!("{name}_recovered"), seconds(recovered).round_dp(2), "s");
        figures.add(format!("{name}_memory"), ground.peak_memory_mib(), "MiB");
        book.desk.settle().await?;
    }
    Outcome::conclude("saturation", &options.ground, ground, figures).await
}

/// Sends orders, one a call.
#[derive(Clone)]
struct Caller {
    desk: Desk,
    business: Arc<Business>,
    next: Arc<AtomicU64>,
    today: o2c_kernel::Date,
}

impl Caller {
    /// One order; whether it was accepted.
    async fn order(&mut self) -> bool {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mut request = self.desk.ask(Person::OrderDesk, self.business.order(number, self.today));
        request.set_timeout(PATIENCE);
        self.desk.orders.create_order(request).await.is_ok()
    }

    /// How long one order takes now.
    async fn probe(&self) -> Duration {
        let began = machine_now();
        self.clone().order().await;
        machine_now().since(began)
    }

    /// A fixed number of callers, each with the next order as soon as the last is answered.
    async fn closed(&self, time: Duration) -> Answered {
        let until = Deadline::after(time);
        let all = join_all((0..CALLERS).map(|_| {
            let mut caller = self.clone();
            tokio::spawn(async move {
                let mut answered = Answered::default();
                while !until.expired() {
                    let began = machine_now();
                    answered.count(caller.order().await, machine_now().since(began));
                }
                answered
            })
        }));
        Answered::sum(all.await.into_iter().filter_map(Result::ok))
    }

    /// So many orders a second, whether or not those before are answered.
    async fn open(&self, per_second: u32, time: Duration) -> anyhow::Result<Answered> {
        let gap = Duration::from_secs(1) / per_second;
        let places = Arc::new(Semaphore::new(UNDER_WAY));
        let began = machine_now();
        let mut calls = JoinSet::new();
        let mut answered = Answered::default();
        let mut sent = 0_u32;
        while machine_now().since(began) < time {
            let due = began.plus(gap * sent);
            let early = due.since(machine_now());
            if !early.is_zero() {
                tokio::time::sleep(early).await;
            }
            let (mut caller, place) = (self.clone(), Arc::clone(&places).acquire_owned().await?);
            calls.spawn(async move {
                let accepted = caller.order().await;
                drop(place);
                (accepted, machine_now().since(due))
            });
            sent += 1;
            while let Some(done) = calls.try_join_next() {
                let (accepted, latency) = done?;
                answered.count(accepted, latency);
            }
        }
        // what is answered only after the load has ended is no part of its rate
        while let Some(done) = calls.join_next().await {
            done?;
        }
        Ok(answered)
    }

    /// Until a probe is as quick as in quiet times, more or less.
    async fn recovered(&self, quiet: Duration) -> Duration {
        let began = machine_now();
        while self.probe().await > quiet * QUIET && machine_now().since(began) < RECOVERY {}
        machine_now().since(began)
    }
}

impl Answered {
    fn count(&mut self, accepted: bool, latency: Duration) {
        if accepted {
            self.accepted += 1;
            self.latencies.add(latency);
        } else {
            self.refused += 1;
        }
    }

    fn sum(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum.accepted += one.accepted;
            sum.refused += one.refused;
            sum.latencies.extend(one.latencies);
            sum
        })
    }
}
