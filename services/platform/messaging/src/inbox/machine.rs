//! One transaction of the inbox: takes fact after fact, in runs.

use std::{collections::VecDeque, error::Error, iter};

use o2c_kernel::{
    Explain as _, Kind, machine_now,
    planted::{self, Planted},
};
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use super::{
    Input,
    aggregates::{Aggregates, Place},
    changes::Changes,
    report::TakeReport,
    run::Run,
    work::{Key, Work},
};
use crate::{
    consumer::Consumer,
    envelope::EnvelopeError,
    error::TakeError,
    handler::HandlerError,
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

/// Why the one fact of a transaction was not taken in.
#[derive(Debug)]
pub(super) enum Held {
    /// It counts as a try.
    Failed(String),
    /// For a fact of this aggregate.
    Waits(Uuid),
}

/// Why a transaction was rolled back.
#[derive(Debug)]
pub(super) enum Failure {
    /// The set is not the usual case.
    Unexpected,
    /// A run came out differently from its facts one by one: a later fact of an aggregate was done though an earlier
    /// one was not, or a fact waits for one beside which it was decided.
    Conflict,
    Handler(HandlerError),
    Store(StoreError),
    Envelope(EnvelopeError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Store(error)
    }
}

impl From<EnvelopeError> for Failure {
    fn from(error: EnvelopeError) -> Failure {
        Failure::Envelope(error)
    }
}

impl Failure {
    /// For a person who looks at the dead letter: the error with its causes.
    pub(super) fn reason(&self) -> String {
        let causes: Vec<String> = self.causes().map(ToString::to_string).collect();
        match self {
            Failure::Unexpected => "the facts are not the next ones".to_owned(),
            Failure::Conflict => "the facts of a run depend on each other".to_owned(),
            Failure::Handler(_) | Failure::Store(_) | Failure::Envelope(_) => causes.join(": "),
        }
    }

    /// Somebody changed a row under us.
    pub(super) fn lost_race(&self) -> bool {
        self.store_error().is_some_and(|error| error.kind() == Kind::Aborted)
    }

    /// What the fact would do has to wait: of this aggregate of the service's own, something else is next on record.
    pub(super) fn behind_record(&self) -> Option<Uuid> {
        match self.store_error() {
            Some(StoreError::BehindRecord { aggregate }) => Some(*aggregate),
            _ => None,
        }
    }

    /// The database is away, which says nothing about the fact.
    pub(super) fn database_is_away(&self) -> bool {
        self.store_error().is_some_and(|error| error.kind() == Kind::Unavailable)
    }

    pub(super) fn into_take_error(self) -> TakeError {
        match self {
            Failure::Envelope(error) => TakeError::Envelope(error),
            // without one, it is none that arises where a failure is only written down
            failure => TakeError::Store(failure.store_error().cloned().unwrap_or(StoreError::Failed)),
        }
    }

    /// What the database said, however deep below.
    fn store_error(&self) -> Option<&StoreError> {
        self.causes().find_map(|cause| cause.downcast_ref())
    }

    /// The error, its cause, and so on.
    fn causes(&self) -> impl Iterator<Item = &(dyn Error + 'static)> {
        let error: Option<&(dyn Error + 'static)> = match self {
            Failure::Unexpected | Failure::Conflict => None,
            Failure::Handler(error) => Some(error.as_ref()),
            Failure::Store(error) => Some(error),
            Failure::Envelope(error) => Some(error),
        };
        iter::successors(error, |&error| error.source())
    }
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
