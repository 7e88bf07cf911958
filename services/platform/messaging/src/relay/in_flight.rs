//! What the relay has handed over: out with the subscribers, or dealt with and not yet marked.

use std::{collections::HashSet, fmt, time::Duration};

use futures::{
    future::{BoxFuture, FutureExt as _},
    stream::{FuturesUnordered, StreamExt as _},
};
use o2c_kernel::planted::{self, Planted};
use tokio::time::Instant;

/// Sets that may be out at once.
pub(super) const SETS_IN_FLIGHT: usize = 4;

/// Marks are gathered for this long, so that a burst of small sets costs one commit and not one each.
const GATHERING: Duration = Duration::from_millis(5);

/// Marks that are written without more gathering.
const GATHERED: usize = 1024;

#[derive(Default)]
pub(super) struct InFlight {
    out: FuturesUnordered<BoxFuture<'static, (Vec<i64>, bool)>>,
    dealt_with: Vec<i64>,
    first_dealt_with: Option<Instant>,
    /// All of the above: not to be read again.
    positions: HashSet<i64>,
}

impl InFlight {
    pub(super) fn add(&mut self, positions: Vec<i64>, dealt_with: BoxFuture<'static, bool>) {
        self.positions.extend(positions.iter().copied());
        self.out.push(dealt_with.map(move |complete| (positions, complete)).boxed());
    }

    /// How many sets are out.
    pub(super) fn sets(&self) -> usize {
        self.out.len()
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
        let gathered = self.first_dealt_with.map(|first| first + GATHERING);
        let due = async move {
            match gathered {
                Some(due) => tokio::time::sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            Some((positions, complete)) = self.out.next(), if !self.out.is_empty() => {
                if complete {
                    self.dealt_with.extend(positions);
                    self.first_dealt_with.get_or_insert_with(Instant::now);
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

    /// With nothing out there is nothing to gather, and somebody may be waiting for the last mark.
    pub(super) fn marks_are_due(&self) -> bool {
        let gathered = |first: Instant| self.out.is_empty() || first.elapsed() >= GATHERING;
        self.dealt_with.len() >= GATHERED || self.first_dealt_with.is_some_and(gathered)
    }

    /// What is to be marked.
    pub(super) fn dealt_with(&self) -> &[i64] {
        &self.dealt_with
    }

    /// The marks are written.
    pub(super) fn marked(&mut self) {
        for position in self.dealt_with.drain(..) {
            self.positions.remove(&position);
        }
        self.first_dealt_with = None;
    }
}

impl fmt::Debug for InFlight {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InFlight")
            .field("sets", &self.out.len())
            .field("unmarked", &self.dealt_with.len())
            .finish_non_exhaustive()
    }
}
