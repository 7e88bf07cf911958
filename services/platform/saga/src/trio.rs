//! The tests every saga gets for free: repeat, fail and crash at every step, and the same on the way back.
//!
//! A service gives a builder of a fresh world, a refusal, and what must be true at the end; [`trio`] does the rest.

mod cases;
mod script;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use o2c_kernel::{Call, Clock, Deadline, Zone};

use crate::{Runner, Saga, SagaOptions, Sagas, SettleError, Start, start};
use cases::{Case, cases};
use script::Script;

/// A world for one case: nothing in it may be left over from another case, or the check must not look at it.
pub struct Trial<S: Saga, W> {
    /// The saga's log; see [`quick`] for its options. No other runner may be at work on it.
    pub sagas: Sagas,
    /// What the steps work with.
    pub context: Arc<S::Context>,
    /// Whose sagas they are.
    pub call: Call,
    /// The sagas to start. Empty if the builder has started them itself, e.g. by its use case.
    pub starts: Vec<Start<S>>,
    /// Whatever the check wants to look at.
    pub world: W,
}

/// How the sagas of a case must have ended, unless the world itself refuses them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Through the pivot.
    Done,
    /// With everything undone.
    Refused,
}

/// Options that wait milliseconds where a service waits minutes.
#[must_use]
pub fn quick(clock: Clock, zone: Zone) -> SagaOptions {
    SagaOptions {
        poll: Duration::from_millis(2),
        first_backoff: Duration::from_millis(1),
        longest_backoff: Duration::from_millis(4),
        longest_pause: Duration::from_millis(4),
        ..SagaOptions::new(clock, zone)
    }
}

/// Runs every case, each in a world of its own, and checks each.
///
/// # Panics
/// When a saga does not end, or the check fails; the message begins with the case.
pub async fn trio<S, W>(
    build: impl AsyncFn() -> Trial<S, W>,
    refusal: impl Fn() -> S::Refusal,
    check: impl AsyncFn(&Trial<S, W>, Ending),
) where
    S: Saga,
{
    // A first run shows which places a runner passes: each of them is then a place to crash at.
    let plain = Case::plain();
    let passed = run_case(&plain, &build, &refusal, &check).await;
    let mut all = cases::<S>();
    all.extend(plain.crashes(passed));
    let mut back = Vec::new();
    for step in S::STEPS {
        let refused = Case::refused_at(step.name());
        let passed = run_case(&refused, &build, &refusal, &check).await;
        back.extend(refused.crashes(passed));
    }
    for case in all.iter().chain(&back) {
        run_case(case, &build, &refusal, &check).await;
    }
}

/// Runs one case; returns how many places its first runner passed.
async fn run_case<S: Saga, W>(
    case: &Case,
    build: &impl AsyncFn() -> Trial<S, W>,
    refusal: &impl Fn() -> S::Refusal,
    check: &impl AsyncFn(&Trial<S, W>, Ending),
) -> usize {
    let mut trial = build().await;
    let starts = std::mem::take(&mut trial.starts);
    let first = Arc::new(Script::<S>::new(case.before.clone(), case.crash_at, refusal()));
    let mut runner = runner_of(&trial, first.clone());
    if !starts.is_empty() {
        // It has looked before they are there, so it knows of every call that was made. Runners after a crash do not.
        run(case, &mut runner).await;
        if let Err(error) = started(&trial, starts).await {
            panic!("{}: the sagas could not be started: {error}", case.name);
        }
    }
    while !run(case, &mut runner).await {
        // After a crash another runner goes on, with nothing but the log.
        runner = runner_of(&trial, Arc::new(Script::new(case.after_crash.clone(), None, refusal())));
    }
    match trial.sagas.backlog(Deadline::after(Duration::from_secs(10))).await {
        Ok(backlog) => assert_eq!((backlog.unfinished, backlog.stuck), (0, 0), "{}: not all have ended", case.name),
        Err(error) => panic!("{}: {error}", case.name),
    }
    if let Err(panic) = AssertUnwindSafe(check(&trial, case.ending)).catch_unwind().await {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the check failed");
        panic!("{}: {said}", case.name);
    }
    first.passed()
}

fn runner_of<S: Saga, W>(trial: &Trial<S, W>, script: Arc<Script<S>>) -> Runner<S> {
    match Runner::new(trial.sagas.clone(), trial.context.clone()) {
        Ok(runner) => runner.with_faults(script),
        Err(error) => panic!("{error}"),
    }
}

/// Runs until all have ended; false after a crash.
async fn run<S: Saga>(case: &Case, runner: &mut Runner<S>) -> bool {
    match tokio::time::timeout(Duration::from_secs(60), runner.run_until_settled()).await {
        Ok(Ok(())) => true,
        Ok(Err(SettleError::Halted(_))) => false,
        Ok(Err(SettleError::Log(error))) => panic!("{}: the log failed: {error}", case.name),
        Err(_) => panic!("{}: the sagas did not end", case.name),
    }
}

async fn started<S: Saga, W>(trial: &Trial<S, W>, starts: Vec<Start<S>>) -> Result<(), crate::SagaError> {
    let tx = trial.sagas.store().begin_write(Deadline::after(Duration::from_secs(10))).await?;
    start::<S>(&tx, &trial.sagas, &trial.call, starts).await?;
    Ok(tx.commit().await?)
}
