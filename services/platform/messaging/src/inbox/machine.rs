//! One transaction of the inbox: takes fact after fact, in runs.

use std::collections::{BTreeSet, VecDeque};

use o2c_kernel::{
    machine_now,
    planted::{self, Planted},
};
use o2c_store::Tx;

use super::{
    Input,
    aggregates::{Aggregates, Place},
    changes::Changes,
    failure::{Failure, Held},
    report::TakeReport,
    run::Run,
    work::{Awaited, Key, Work},
};
use crate::{
    consumer::Consumer,
    storage::{self, inbox_lock, parked},
    traces::Counts,
};

/// How many parked facts one transaction takes on the way; the others become due and are taken right after it.
const WOKEN_AT_ONCE: usize = 1024;

/// In what steps a transaction proceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As `Runs`, with the cursors moved before.
    Expected,
    /// As many facts as possible with each call of a handler.
    Runs,
    /// One fact with each call of a handler.
    Single,
    /// One fact at all: whom it wakes is taken in a transaction of its own.
    Alone,
}

pub(super) struct Machine<'a> {
    pub(super) consumer: &'a Consumer,
    pub(super) tx: &'a Tx,
    pub(super) mode: Mode,
    pub(super) aggregates: Aggregates,
    /// What is to be taken, in this order.
    pub(super) queue: VecDeque<Work>,
    pub(super) run: Run,
    pub(super) changes: Changes,
    /// In mode `Expected`: which stream comes to which sequence.
    pub(super) expected: Vec<(Key, i64)>,
    /// Aggregates that facts of others were news of.
    pub(super) news: BTreeSet<Awaited>,
    /// How many parked facts may still be taken on the way.
    pub(super) budget: usize,
    pub(super) report: TakeReport,
    pub(super) counts: Counts,
}

impl<'a> Machine<'a> {
    pub(super) fn new(consumer: &'a Consumer, tx: &'a Tx, mode: Mode) -> Machine<'a> {
        Machine {
            consumer,
            tx,
            mode,
            aggregates: Aggregates::default(),
            queue: VecDeque::new(),
            run: Run::default(),
            changes: Changes::default(),
            expected: Vec::new(),
            news: BTreeSet::new(),
            budget: WOKEN_AT_ONCE,
            report: TakeReport::default(),
            counts: Counts::default(),
        }
    }

    /// Takes the input, and whom it wakes.
    pub(super) async fn take(mut self, input: &Input<'_>) -> Result<TakeReport, Failure> {
        self.load(input).await?;
        loop {
            while let Some(work) = self.queue.pop_front() {
                self.step(work).await?;
            }
            if self.run.is_empty() {
                return self.finish().await;
            }
            self.flush().await?;
        }
    }

    /// Writes down that the one fact of the input failed or has to wait, if it is still the next of its aggregate.
    pub(super) async fn hold(mut self, input: &Input<'_>, held: &Held) -> Result<TakeReport, Failure> {
        self.load(input).await?;
        while let Some(work) = self.queue.pop_front() {
            match self.aggregates.get(&work.key()).place(&work) {
                Place::Next => match held {
                    Held::Failed(reason) => self.fail(work, reason.clone()),
                    Held::Waits(aggregate) => self.wait(work, *aggregate),
                },
                Place::Double => self.double(&work),
                Place::Behind => self.behind(work),
            }
        }
        self.finish().await
    }

    async fn load(&mut self, input: &Input<'_>) -> Result<(), Failure> {
        inbox_lock::lock(self.tx).await?;
        match input {
            Input::Set(set) => {
                self.queue.extend(set.iter().cloned().map(Work::fresh));
                if self.mode == Mode::Expected {
                    self.report.looked_at = u64::try_from(set.len()).unwrap_or(u64::MAX);
                    return self.expect(set).await;
                }
            }
            Input::Due => {
                let limit = i64::try_from(self.consumer.set_size).unwrap_or(i64::MAX);
                let (consumer, now) = (self.consumer, machine_now());
                let farthest = consumer.farthest_try(now);
                let due = parked::due(self.tx, consumer.name, &consumer.producers, now, farthest, limit);
                for row in due.await? {
                    self.queue.push_back(Work::parked(&row)?);
                }
            }
            Input::Parked(tenant, event) => {
                let row = parked::find(self.tx, self.consumer.name, tenant.as_str(), *event).await?;
                if let Some(row) = row {
                    self.queue.push_back(Work::parked(&row)?);
                }
            }
        }
        self.report.looked_at = u64::try_from(self.queue.len()).unwrap_or(u64::MAX);
        self.aggregates.load(self.tx, self.consumer, self.queue.iter()).await?;
        Ok(())
    }

    async fn step(&mut self, work: Work) -> Result<(), Failure> {
        let key = work.key();
        match self.aggregates.get(&key).place(&work) {
            Place::Double => self.double(&work),
            Place::Behind => self.behind(work),
            Place::Next => {
                let handled = self.consumer.handler(&work.envelope.type_name).is_some();
                if !self.run.fits(self.consumer, &work, handled) {
                    // The outcome of the run may change the fact's place: it is looked at again.
                    self.queue.push_front(work);
                    return self.flush().await;
                }
                let sequence = work.sequence();
                self.aggregates.get(&key).plan(sequence);
                self.run.push(work, handled);
                // Whoever is woken comes right after: the run ends here.
                let ends = !matches!(self.mode, Mode::Expected | Mode::Runs)
                    || self.run.len() >= self.consumer.set_size
                    || self.aggregates.wakes(&key, sequence);
                if ends {
                    self.flush().await?;
                }
            }
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<TakeReport, Failure> {
        if self.mode == Mode::Expected {
            if !self.came_as_expected() {
                return Err(Failure::Unexpected);
            }
            self.counts.when_committed(self.tx, self.consumer.name);
            return Ok(self.report);
        }
        self.changes.write(self.tx, self.consumer).await?;
        let moved = self.aggregates.moved(self.consumer);
        if !moved.is_empty() && !planted::is(Planted::InboxRowDropped) {
            storage::cursor::save(self.tx, moved).await?;
        }
        self.counts.when_committed(self.tx, self.consumer.name);
        Ok(self.report)
    }
}
