//! What the relay has handed over: out with the subscribers, or dealt with and not yet marked.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    time::Duration,
};

use futures::{
    future::{BoxFuture, FutureExt as _},
    stream::{FuturesUnordered, StreamExt as _},
};
use o2c_kernel::planted::{self, Planted};
use tokio::time::Instant;

use crate::{haste::Haste, storage::unpublished::Run};

/// Sets that may be out at once.
pub(super) const SETS_IN_FLIGHT: usize = 4;

/// Marks are gathered for this long, so that sets that trickle cost one commit together and not one each: nobody but who
/// waits for all to settle needs them sooner. What is not marked at a crash is handed over once more, and refused as doubles.
const GATHERING: Duration = Duration::from_millis(20);

/// Marks that are written without more gathering.
const GATHERED: usize = 1024;

#[derive(Default)]
pub(super) struct InFlight {
    /// Who waits for the last mark.
    haste: Haste,
    out: FuturesUnordered<BoxFuture<'static, (Vec<i64>, bool)>>,
    /// Not to be read again: out, or dealt with and part of a run that is not marked.
    positions: HashSet<i64>,
    /// The runs that these are of, by their first position.
    runs: BTreeMap<i64, Progress>,
    /// First positions of runs of which all is dealt with: to be marked.
    complete: Vec<i64>,
    first_complete: Option<Instant>,
}

/// How far a run has come.
struct Progress {
    last: i64,
    dealt_with: i64,
}

impl InFlight {
    pub(super) fn new(haste: Haste) -> Self {
        Self { haste, ..Self::default() }
    }

    /// These were read and are about to be handed over.
    pub(super) fn know(&mut self, runs: Vec<Run>) {
        for run in runs {
            self.runs.entry(*run.start()).or_insert(Progress { last: *run.end(), dealt_with: 0 });
        }
    }

    pub(super) fn add(&mut self, positions: Vec<i64>, dealt_with: BoxFuture<'static, bool>) {
        self.positions.extend(positions.iter().copied());
        self.out.push(dealt_with.map(move |complete| (positions, complete)).boxed());
    }

    /// How many sets are out.
    pub(super) fn sets(&self) -> usize {
        self.out.len()
    }

    /// Whether nothing is out, and all that came back is marked.
    pub(super) fn is_done(&self) -> bool {
        self.out.is_empty() && self.complete.is_empty()
    }

    /// How many rows are out or unmarked.
    pub(super) fn positions(&self) -> usize {
        self.positions.len()
    }

    pub(super) fn contains(&self, position: i64) -> bool {
        self.positions.contains(&position)
    }

    /// Until a set comes back or marks are due. True where a subscriber has not dealt with its set: its rows are
    /// forgotten here, and so read again.
    pub(super) async fn next(&mut self) -> bool {
        let nothing_out = self.out.is_empty();
        let left = self.first_complete.map(|first| GATHERING.saturating_sub(first.elapsed()));
        let haste = self.haste.clone();
        let due = async move {
            match left {
                Some(left) if nothing_out => haste.unhurried(left).await,
                Some(left) => tokio::time::sleep(left).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            Some((positions, complete)) = self.out.next(), if !self.out.is_empty() => {
                if complete {
                    positions.iter().for_each(|position| self.dealt_with(*position));
                } else if !planted::is(Planted::CursorByPosition) {
                    for position in &positions {
                        self.positions.remove(position);
                    }
                }
                !complete
            }
            () = due => false,
        }
    }

    fn dealt_with(&mut self, position: i64) {
        let Some((first, run)) = self.runs.range_mut(..=position).next_back() else { return };
        run.dealt_with += 1;
        if *first + run.dealt_with > run.last {
            self.complete.push(*first);
            self.first_complete.get_or_insert_with(Instant::now);
        }
    }

    /// With nothing out there is no more to gather for somebody who waits.
    pub(super) fn marks_are_due(&self) -> bool {
        let hurried = self.out.is_empty() && self.haste.is_hurried();
        let gathered = |first: Instant| hurried || first.elapsed() >= GATHERING;
        self.complete.len() >= GATHERED || self.first_complete.is_some_and(gathered)
    }

    /// The runs that are to be marked, by their first positions.
    pub(super) fn complete(&self) -> &[i64] {
        &self.complete
    }

    /// The marks are written.
    pub(super) fn marked(&mut self) {
        for first in self.complete.drain(..) {
            let Some(run) = self.runs.remove(&first) else { continue };
            for position in first..=run.last {
                self.positions.remove(&position);
            }
        }
        self.first_complete = None;
    }
}

impl fmt::Debug for InFlight {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InFlight")
            .field("sets", &self.out.len())
            .field("unmarked", &self.complete.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn marks_gather_unless_somebody_waits_for_the_last_one() {
        let haste = Haste::default();
        let mut in_flight = InFlight::new(haste.clone());
        in_flight.know(vec![1..=1, 2..=2]);
        for position in 1..=2 {
            in_flight.add(vec![position], futures::future::ready(true).boxed());
            assert!(!in_flight.next().await, "dealt with");
            assert!(!in_flight.marks_are_due(), "others may come");
        }
        let waiting = haste.hurry();
        assert!(in_flight.marks_are_due(), "nothing is out, and somebody waits");
        drop(waiting);
        let began = Instant::now();
        in_flight.next().await;
        assert!(in_flight.marks_are_due());
        assert_eq!((began.elapsed(), in_flight.complete()), (GATHERING, &[1, 2][..]));
    }
}
