//! The simulation can fail: each planted bug is caught, by a law, by an answer, or by a look between the databases.

use std::time::Duration;

use o2c_kernel::planted::{Planted, plant};

use crate::{batch::Batch, weather::Weather};

/// Seeds of one try.
const SEEDS: u64 = 16;
/// Tries before a bug counts as not caught.
const TRIES: u64 = 6;
/// A bug may keep the mesh from ever coming to rest.
const PATIENCE: Duration = Duration::from_secs(4);

/// In which weather a bug does harm. What a lossless bus cannot show needs a lossy one; what the search for lost facts
/// mends behind everybody's back shows only where there is nothing to search for.
const fn shows_in(planted: Planted) -> Weather {
    match planted {
        Planted::HeadsUncompared => Weather::Losing,
        Planted::AckBeforeCommit | Planted::CursorByPosition => Weather::Calm,
        Planted::InboxRowDropped
        | Planted::CreditCounterUnguarded
        | Planted::CallIdUnstable
        | Planted::UndoSkipped
        | Planted::VersionUnchecked
        | Planted::TombstoneLost
        | Planted::SequenceIgnored
        | Planted::FloatTax
        | Planted::ReversalSignWrong
        | Planted::TenantUnchecked => Weather::Hostile,
    }
}

/// What caught it.
async fn caught(planted: Planted) -> Option<String> {
    for number in 0..TRIES {
        let first = 10_000 + number * SEEDS;
        let batch = Batch { weather: shows_in(planted), patience: PATIENCE, ..Batch::of(first..first + SEEDS) };
        plant(Some(planted));
        let report = batch.run().await;
        plant(None);
        if let Some(broken) = report.broken.into_iter().next() {
            return Some(format!("try {}: {broken}", number + 1));
        }
    }
    None
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_planted_bug_is_caught() {
    let _alone = crate::ALONE.lock().await;
    let only = std::env::var("O2C_PLANTED").ok().and_then(|name| Planted::parse(&name));
    let bugs: Vec<Planted> = Planted::ALL.into_iter().filter(|bug| only.is_none_or(|only| only == *bug)).collect();
    let mut missed = Vec::new();
    for bug in &bugs {
        match caught(*bug).await {
            Some(by) => println!("{bug:?}: {}", by.chars().take(200).collect::<String>()),
            None => missed.push(*bug),
        }
    }
    println!("caught {} of {}", bugs.len() - missed.len(), bugs.len());
    assert!(missed.is_empty(), "not caught: {missed:?}");
}
