//! Delivering again what was delivered before. Whoever has it drops it; whoever lost it takes it in.

use std::{sync::Arc, time::Duration};

use o2c_kernel::{Deadline, Instant, SET_ITEMS};
use o2c_store::{Store, StoreError};

use crate::{bus::Bus, envelope::Envelope, storage};

const DEADLINE: Duration = Duration::from_secs(30);

/// How long a set is delivered again before the replay gives up, and the time between.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);

/// A transaction that commits late has a position below those recorded before it: a replay begins this much earlier.
const MARGIN: Duration = Duration::from_secs(60);

/// Delivers every fact of a producer after a position, in order, one set at a time; how many those were. A set that is
/// not in good hands ends the replay: the answer is where to go on from.
pub async fn replay(store: &Store, bus: &Bus, after: i64) -> Result<Replayed, StoreError> {
    let producer: Arc<str> = Arc::from(store.service());
    let mut replayed = Replayed { facts: 0, position: after, complete: true };
    loop {
        let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
        let limit = i64::try_from(SET_ITEMS).unwrap_or(i64::MAX);
        let rows = storage::outbox::after(&tx, &producer, replayed.position, limit).await?;
        drop(tx);
        let Some((last, _)) = rows.last() else { return Ok(replayed) };
        let (last, count) = (*last, rows.len());
        let set: Arc<[Envelope]> = rows.into_iter().map(|(_, envelope)| envelope).collect();
        if !deliver(bus, &producer, &set).await {
            replayed.complete = false;
            return Ok(replayed);
        }
        replayed.position = last;
        replayed.facts = replayed.facts.saturating_add(count);
    }
}

/// A set that is not in good hands is delivered again for a while: a bus that was just connected takes a moment.
async fn deliver(bus: &Bus, producer: &str, set: &Arc<[Envelope]>) -> bool {
    let until = Deadline::after(PATIENCE);
    loop {
        if bus.deliver_again(producer, Arc::clone(set)).await.await {
            return true;
        }
        if until.expired() {
            return false;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A position behind which everything lies that was recorded at `from` or later, and little else.
pub async fn position_before(store: &Store, from: Instant) -> Result<i64, StoreError> {
    let from = from.minus(MARGIN);
    let tx = store.begin_read(Deadline::after(DEADLINE)).await?;
    // positions rise with the time at which they were recorded, nearly: halving needs one row a step
    let (mut before, mut end) = (0_i64, storage::outbox::last_position(&tx).await?.saturating_add(1));
    while end - before > 1 {
        let middle = before + (end - before) / 2;
        match storage::outbox::recorded_from(&tx, middle).await? {
            Some((_, recorded_at)) if recorded_at < from => before = middle,
            Some(_) | None => end = middle,
        }
    }
    Ok(before)
}

/// How far a replay came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    pub facts: usize,
    /// The last position that is in good hands: with every subscriber, or on the broker's disk.
    pub position: i64,
    pub complete: bool,
}
