//! Taking facts in: each once, in the order of its aggregate, in the transaction of its effect.
//!
//! The meaning is that of a machine which takes one fact after the other, each in its own transaction: a fact at or
//! below the cursor is a double, one further than the next is parked behind, and after each fact first those that wait
//! for its aggregate and then its parked successors are taken. All that is done beyond this is speed: facts that the
//! machine would take one after the other with the same handler are handed over as one run, and a whole set is one
//! transaction; its cursors are moved first, as if all went well (see [`expected`]). Where it did not, where the runs
//! could not mean the same (see [`failure::Failure::Conflict`]) or a handler fails, the set is rolled back and taken in
//! smaller steps.
//!
//! Per (tenant, producer, aggregate) the facts at hand are always: all up to the cursor taken in; the next one absent,
//! or held (waiting, to be tried again, or a dead letter); others only behind it. Producers number independently, and
//! two may use one id: wherever an aggregate is spoken of here, it is one of one producer. Only what a fact waits for
//! is an id alone: any producer's fact about it ends the wait.

mod aggregates;
mod changes;
mod expected;
mod failure;
mod machine;
mod report;
mod run;
mod settle;
mod wake;
mod work;

use std::{slice, time::Duration};

use o2c_kernel::{Deadline, TenantId, machine_now};
use uuid::Uuid;

pub use report::TakeReport;

use crate::{consumer::Consumer, envelope::Envelope, error::TakeError, forgetting::forget, storage};
use failure::{Failure, Held};
use machine::{Machine, Mode};

/// How long a set may wait for its database and work in it.
pub(crate) const SET_DEADLINE: Duration = Duration::from_secs(60);

/// Where a transaction finds its facts.
#[derive(Debug, Clone)]
enum Input<'a> {
    /// They were delivered.
    Set(&'a [Envelope]),
    /// Parked ones that are due.
    Due,
    /// One that is parked.
    Parked(TenantId, Uuid),
}

/// Takes a set in. On `Ok` each of its facts is committed, parked, dead-lettered or was known; on `Err` the set must be
/// delivered again, and no fact of it counts as tried. Who is forgotten by a fact of it is forgotten in what is held back, too.
pub async fn take(consumer: &Consumer, set: &[Envelope]) -> Result<TakeReport, TakeError> {
    let mut report = TakeReport::default();
    for part in set.chunks(consumer.set_size) {
        match in_runs(consumer, &Input::Set(part)).await {
            Ok(taken) => report.add(taken),
            Err(failure) => {
                warn(consumer, &failure);
                each_of_set(consumer, part, &mut report).await?;
            }
        }
        if report.due_now {
            report.due_now = false;
            report.add(take_due(consumer).await?);
        }
    }
    forget(consumer, set).await?;
    Ok(report)
}

/// Takes what is parked and due: facts to be tried again, and what was woken but not taken at once.
pub async fn take_due(consumer: &Consumer) -> Result<TakeReport, TakeError> {
    let mut report = TakeReport::default();
    loop {
        let taken = match in_runs(consumer, &Input::Due).await {
            Ok(taken) => taken,
            Err(failure) => {
                warn(consumer, &failure);
                each_due(consumer).await?
            }
        };
        let more = taken.looked_at > 0;
        report.add(taken);
        report.due_now = false;
        if !more {
            return Ok(report);
        }
    }
}

/// The whole input in one transaction; in runs, or by single facts where runs would not mean the same.
async fn in_runs(consumer: &Consumer, input: &Input<'_>) -> Result<TakeReport, Failure> {
    let usual = match input {
        Input::Set(_) => transact(consumer, Mode::Expected, input).await,
        Input::Due | Input::Parked(..) => Err(Failure::Unexpected),
    };
    let taken = match usual {
        Err(Failure::Unexpected) => transact(consumer, Mode::Runs, input).await,
        usual => usual,
    };
    match taken {
        Err(Failure::Conflict) => transact(consumer, Mode::Single, input).await,
        // Somebody changed a row under us, which is nobody's fault: once more is cheaper than one by one.
        Err(failure) if failure.lost_race() => transact(consumer, Mode::Runs, input).await,
        result => result,
    }
}

/// One transaction per fact: one that fails harms no other.
async fn each_of_set(consumer: &Consumer, set: &[Envelope], report: &mut TakeReport) -> Result<(), TakeError> {
    for envelope in set {
        report.add(alone(consumer, &Input::Set(slice::from_ref(envelope))).await?);
        if report.due_now {
            report.due_now = false;
            report.add(take_due(consumer).await?);
        }
    }
    Ok(())
}

async fn each_due(consumer: &Consumer) -> Result<TakeReport, TakeError> {
    let tx = consumer.store.begin_read(Deadline::after(SET_DEADLINE)).await?;
    let limit = i64::try_from(consumer.set_size).unwrap_or(i64::MAX);
    let (now, producers) = (machine_now(), &consumer.producers);
    let due = storage::parked::due(&tx, consumer.name, producers, now, consumer.farthest_try(now), limit).await?;
    drop(tx);
    let mut report = TakeReport::default();
    for row in due {
        let tenant = storage::outbox::tenant(&row.tenant)?;
        report.add(alone(consumer, &Input::Parked(tenant, row.event_id)).await?);
    }
    Ok(report)
}

/// Takes one fact; if it fails, that counts as a try, unless its effect has to wait for the record of a restored database. An
/// error means that it is the database that fails and not the
/// fact: it is away, or not even the try could be written down.
async fn alone(consumer: &Consumer, input: &Input<'_>) -> Result<TakeReport, TakeError> {
    match transact(consumer, Mode::Alone, input).await {
        Ok(report) => Ok(report),
        Err(failure) if failure.database_is_away() => Err(failure.into_take_error()),
        Err(failure) => {
            let held = match failure.behind_record() {
                Some(aggregate) => Held::Waits(aggregate),
                None => Held::Failed(failure.reason()),
            };
            let written = consumer
                .store
                .write(Deadline::after(SET_DEADLINE), async |tx| {
                    Machine::new(consumer, tx, Mode::Alone).hold(input, &held).await
                })
                .await;
            written.map_err(Failure::into_take_error)
        }
    }
}

async fn transact(consumer: &Consumer, mode: Mode, input: &Input<'_>) -> Result<TakeReport, Failure> {
    consumer
        .store
        .write(Deadline::after(SET_DEADLINE), async |tx| Machine::new(consumer, tx, mode).take(input).await)
        .await
}

fn warn(consumer: &Consumer, failure: &Failure) {
    tracing::warn!(consumer = consumer.name, reason = failure.reason(), "a set failed and is taken one by one");
}
