//! Many seeds. `O2C_SIMULATION_FIRST` and `O2C_SIMULATION_SEEDS` choose others than the usual ones; `O2C_LOG` shows what
//! the services have to say.

use std::ops::Range;

use crate::{
    batch::{Batch, Report},
    story::Tally,
};

/// Seeds in one mesh at a time.
const TOGETHER: u64 = 100;
/// Seeds of a run that nobody asked anything else of.
const USUAL: u64 = 2_000;

/// What must have happened in a run of many seeds: a simulation that has become tame proves nothing.
const LIVELY: [&str; 30] = [
    "orders",
    "submitted drafts",
    "cancelled orders",
    "cancelled lines",
    "decisions on old knowledge",
    "holds",
    "released holds",
    "released reviews",
    "rejected reviews",
    "changed limits",
    "shipped shipments",
    "delivered shipments",
    "authorized returns",
    "received returns",
    "bank statements",
    "exact payments",
    "short payments",
    "over payments",
    "applications taken back",
    "resolved exceptions",
    "disputes credited",
    "disputes rejected",
    "decided write-offs",
    "dunning runs",
    "reminders",
    "undos before their calls",
    "killed processes",
    "spoilt calls",
    "repeated requests",
    "quick laws",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_seeds_keep_every_law() {
    let _alone = crate::ALONE.lock().await;
    if std::env::var_os("O2C_LOG").is_some() {
        o2c_runtime::telemetry::start(false);
    }
    let (first, seeds) = (asked("O2C_SIMULATION_FIRST"), asked("O2C_SIMULATION_SEEDS"));
    let usual = first.is_none() && seeds.is_none();
    let (first, seeds) = (first.unwrap_or(1), seeds.unwrap_or(USUAL));
    let mut tally = Tally::default();
    let mut next = first;
    while next < first + seeds {
        let range = next..(next + TOGETHER).min(first + seeds);
        let report = Batch::of(range.clone()).run().await;
        assert!(report.broken.is_empty(), "{}", told(&range, &report, &narrowed(range.clone()).await));
        tally.merge(&report.tally);
        next = range.end;
    }
    println!("{tally}");
    let idle: Vec<&&str> = LIVELY.iter().filter(|what| tally.of(what) == 0).collect();
    assert!(!usual || idle.is_empty(), "in {seeds} seeds there was none of: {idle:?}");
    assert!(tally.of("orders") > 0 && tally.of("rows held against laws") > 0, "nothing happened");
}

fn asked(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

/// The smallest part of the batch, by halves, that fails again.
async fn narrowed(mut seeds: Range<u64>) -> Range<u64> {
    while seeds.end - seeds.start > 1 {
        let middle = seeds.start + (seeds.end - seeds.start) / 2;
        let mut halves = [seeds.start..middle, middle..seeds.end].into_iter();
        seeds = loop {
            let Some(half) = halves.next() else { return seeds };
            if !Batch::of(half.clone()).run().await.broken.is_empty() {
                break half;
            }
        };
    }
    seeds
}

fn told(seeds: &Range<u64>, report: &Report, smallest: &Range<u64>) -> String {
    let command = |seeds: &Range<u64>| {
        format!(
            "O2C_SIMULATION_FIRST={} O2C_SIMULATION_SEEDS={} cargo test -p o2c-integration-tests --all-features --test \
             simulation thousands -- --nocapture",
            seeds.start,
            seeds.end - seeds.start
        )
    };
    format!(
        "{}\nseeds {seeds:?}; the batch again:\n  {}\nthe smallest part that failed again is {smallest:?}:\n  {}\nWhat is \
         mended belongs into regressions.rs.",
        report.broken.join("\n"),
        command(seeds),
        command(smallest)
    )
}
