//! Calling a handler, and what its verdicts mean.

use std::{collections::HashSet, panic::AssertUnwindSafe};

use futures::FutureExt as _;
use o2c_kernel::machine_now;
use o2c_store::trail::{self, EntryKind};
use tracing::Instrument as _;
use uuid::Uuid;

use super::{
    failure::Failure,
    machine::Machine,
    run::Run,
    work::{Key, Work},
};
use crate::{
    handler::{HandlerError, Verdict},
    storage::dead_letter,
    traces,
};

impl Machine<'_> {
    /// Takes the open run, then wakes whom its last fact wakes: a run ends with the first fact that wakes somebody.
    pub(super) async fn flush(&mut self) -> Result<(), Failure> {
        let run = std::mem::take(&mut self.run);
        let Some(last) = run.entries.last().map(|entry| (entry.work.key(), entry.work.sequence())) else {
            return Ok(());
        };
        let verdicts = self.ask(&run).await.map_err(Failure::Handler)?;
        self.settle(run, verdicts)?;
        self.tell_news().await?;
        let (key, sequence) = last;
        let taken_in = self.aggregates.get(&key).cursor == sequence;
        if taken_in && self.aggregates.wakes(&key, sequence) {
            self.wake(&key).await?;
        }
        Ok(())
    }

    /// The handler's verdicts; none where nothing of the run is handled.
    async fn ask(&self, run: &Run) -> Result<Vec<Verdict>, HandlerError> {
        let facts = run.facts();
        let Some(first) = facts.first() else { return Ok(Vec::new()) };
        let Some(handler) = self.consumer.handler(&first.type_name) else { return Ok(Vec::new()) };
        let span = traces::of_run(self.consumer, &facts);
        let trace = o2c_telemetry::trace::of(&span).or_else(|| first.traceparent.clone());
        let call = self.consumer.call(&first.tenant, &first.type_name, trace);
        // A panic is one fact's failure like any other: it must not end the consumer.
        let handling = AssertUnwindSafe(handler.handle(self.tx, &call, &facts)).catch_unwind().instrument(span);
        let verdicts = match tokio::time::timeout(call.deadline.remaining(), handling).await {
            Ok(Ok(verdicts)) => verdicts?,
            Ok(Err(_)) => return Err("the handler panicked".into()),
            Err(_) => return Err("the handler did not end in time".into()),
        };
        if verdicts.len() != facts.len() {
            return Err(format!("{} verdicts for {} facts", verdicts.len(), facts.len()).into());
        }
        let taken = facts.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_done());
        let causes: Vec<_> = taken.map(|(fact, _)| (fact.event_id, "aggregate_id", fact.aggregate_id)).collect();
        trail::append_of_system(self.tx, &call, EntryKind::Fact, causes).await?;
        Ok(verdicts)
    }

    fn settle(&mut self, run: Run, verdicts: Vec<Verdict>) -> Result<(), Failure> {
        if waits_for_its_own_run(&run, &verdicts) {
            return Err(Failure::Conflict);
        }
        let mut verdicts = verdicts.into_iter();
        let mut stopped: HashSet<Key> = HashSet::new();
        for entry in run.entries {
            let verdict = if entry.handled { verdicts.next() } else { Some(Verdict::Done) };
            let key = entry.work.key();
            match verdict {
                // In a run of one this cannot be; in a longer one the effect came too early.
                Some(verdict) if verdict.is_done() && entry.handled && stopped.contains(&key) => {
                    return Err(Failure::Conflict);
                }
                _ if stopped.contains(&key) => self.behind(entry.work),
                Some(Verdict::Done) => self.done(&entry.work, entry.handled),
                Some(Verdict::DoneFor(other)) => {
                    self.news.insert((key.0, other));
                    self.done(&entry.work, entry.handled);
                }
                Some(Verdict::Wait(other)) if self.only_itself(&key, other) => {
                    self.fail(entry.work, "the fact waits for its own aggregate".to_owned());
                    stopped.insert(key);
                }
                Some(Verdict::Wait(other)) => {
                    self.wait(entry.work, other);
                    stopped.insert(key);
                }
                Some(Verdict::Failed(reason)) => {
                    self.fail(entry.work, reason);
                    stopped.insert(key);
                }
                None => return Err(Failure::Handler("the handler left out a verdict".into())),
            }
        }
        Ok(())
    }

    /// Whether a fact of the key that waits for this aggregate waits for its own stream, which it blocks: of the same
    /// id, no other producer is heard.
    fn only_itself(&self, key: &Key, awaited: Uuid) -> bool {
        key.1.aggregate_id == awaited && self.consumer.producers.iter().all(|producer| **producer == *key.1.producer)
    }

    pub(super) fn done(&mut self, work: &Work, handled: bool) {
        match handled {
            true => self.report.handled += 1,
            false => self.report.passed += 1,
        }
        self.counts.one(&work.envelope.producer, "done");
        if work.held.is_some() {
            self.changes.remove(work);
        }
        self.aggregates.get(&work.key()).done(work.sequence());
    }

    pub(super) fn double(&mut self, work: &Work) {
        self.report.doubles += 1;
        self.counts.one(&work.envelope.producer, "repeated");
        if work.held.is_some() {
            self.changes.remove(work);
        }
    }

    /// Holds a fact behind an earlier one of its aggregate.
    pub(super) fn behind(&mut self, work: Work) {
        self.report.behind += 1;
        self.counts.one(&work.envelope.producer, "parked");
        match work.held {
            None => {
                let row = work.row(self.consumer.name, None, None, 0);
                self.changes.add(&work, row);
            }
            Some(held) if held.waits_for.is_some() || held.due_at.is_some() => {
                let row = work.row(self.consumer.name, None, None, held.tries);
                self.changes.set(&work, row);
            }
            Some(_) => {}
        }
        self.aggregates.get(&work.key()).hold(work.sequence());
    }

    pub(super) fn wait(&mut self, work: Work, other: Uuid) {
        self.report.waiting += 1;
        self.counts.one(&work.envelope.producer, "parked");
        let unchanged = work.held.is_some_and(|held| held.waits_for == Some(other) && held.due_at.is_none());
        if !unchanged {
            let row = work.row(self.consumer.name, Some(other), None, work.tries());
            self.changes.set(&work, row);
        }
        self.aggregates.wait_for((work.envelope.tenant.clone(), other));
        self.block(&work);
    }

    /// Counts a try; after the last one the fact is a dead letter.
    pub(super) fn fail(&mut self, work: Work, reason: String) {
        let tries = work.tries() + 1;
        if let Some(due) = self.consumer.next_try(tries) {
            self.report.failed += 1;
            self.report.next_due = Some(self.report.next_due.map_or(due, |earlier| earlier.min(due)));
            let row = work.row(self.consumer.name, None, Some(due), tries);
            self.changes.set(&work, row);
        } else {
            self.report.dead += 1;
            self.counts.one(&work.envelope.producer, "dead_letter");
            tracing::error!(
                consumer = self.consumer.name,
                event = %work.envelope.event_id,
                r#type = %work.envelope.type_name,
                reason,
                "a fact is a dead letter"
            );
            self.changes.remove(&work);
            self.changes.dead(self.letter(&work, reason, tries));
        }
        self.block(&work);
    }

    /// The next fact of the aggregate is held: nothing of it goes on.
    fn block(&mut self, work: &Work) {
        let aggregate = self.aggregates.get(&work.key());
        aggregate.planned = aggregate.cursor;
        aggregate.hold(work.sequence());
    }

    fn letter(&self, work: &Work, reason: String, tries: i64) -> dead_letter::Row {
        let envelope = &work.envelope;
        dead_letter::Row {
            tenant: envelope.tenant.as_str().to_owned(),
            consumer: self.consumer.name.to_owned(),
            event_id: envelope.event_id,
            producer: envelope.producer.as_ref().to_owned(),
            aggregate_type: envelope.aggregate_type.as_ref().to_owned(),
            aggregate_id: envelope.aggregate_id,
            sequence: envelope.sequence,
            type_name: envelope.type_name.as_ref().to_owned(),
            envelope: envelope.encode(),
            reason: reason.replace('\0', " "),
            tries,
            failed_at: machine_now().micros(),
            state: dead_letter::OPEN.to_owned(),
            discard_reason: None,
        }
    }
}

/// One by one, the awaited fact would have been taken in before or after the waiting one, and not beside it.
fn waits_for_its_own_run(run: &Run, verdicts: &[Verdict]) -> bool {
    let handled = run.entries.iter().filter(|entry| entry.handled);
    handled.zip(verdicts).any(|(entry, verdict)| match verdict {
        Verdict::Wait(other) => run.could_wake(&entry.work.envelope, *other),
        _ => false,
    })
}
