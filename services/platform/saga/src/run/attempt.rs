//! Calling a step for a set; and when the set fails, finding out who was to blame.

use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures::FutureExt;
use o2c_kernel::failpoint::{self, Failpoint};
use o2c_kernel::{Kind, TenantId};
use tracing::Instrument as _;

use super::{Halted, Runner, describe, traces};
use crate::{Action, Injection, Moment, Place, Running, Saga, SagaError, StepOutcome};

/// What a saga got from a step.
pub(super) enum Answer<S: Saga> {
    /// The step's own answer.
    Outcome(StepOutcome<S>),
    /// It failed when called alone: it is to blame.
    Failed(SagaError),
    /// The environment failed, or there was no end to failing: nobody is to blame.
    Held(SagaError),
}

/// Calls that may fail while one to blame is looked for: enough to single out one of 256.
const FAILURES: u32 = 10;

impl<S: Saga> Runner<S> {
    /// Calls an action for the set. A failing set is halved until those to blame stand alone, the earlier half first, so
    /// that what is contested is still decided in submission order.
    pub(super) async fn attempt(
        &mut self,
        tenant: &TenantId,
        place: Place,
        action: Action<S>,
        set: &[Running<S>],
    ) -> Result<Vec<Answer<S>>, Halted> {
        let mut answers: Vec<Answer<S>> = Vec::with_capacity(set.len());
        let mut ahead: Vec<Range<usize>> = std::iter::once(0..set.len()).collect();
        let mut failures = FAILURES;
        while let Some(range) = ahead.pop() {
            let part = set.get(range.clone()).unwrap_or_default();
            let result = self.call_once(tenant, place, action, part).await?;
            if result.is_err() {
                self.remember_unknown(place, part);
            }
            match result {
                Ok(outcomes) => answers.extend(outcomes.into_iter().map(Answer::Outcome)),
                Err(error) if error.is_environment() || (failures <= 1 && part.len() > 1) => {
                    tracing::warn!(
                        saga = S::NAME,
                        ?place,
                        sagas = part.len(),
                        error = describe(&error),
                        "a step is held up"
                    );
                    answers.extend((answers.len()..set.len()).map(|_| Answer::Held(error.clone())));
                    return Ok(answers);
                }
                Err(error) => {
                    tracing::warn!(
                        saga = S::NAME,
                        ?place,
                        sagas = part.len(),
                        error = describe(&error),
                        "a step failed"
                    );
                    failures = failures.saturating_sub(1);
                    if part.len() == 1 {
                        answers.push(Answer::Failed(error));
                    } else {
                        let middle = range.start + part.len() / 2;
                        ahead.push(middle..range.end);
                        ahead.push(range.start..middle);
                    }
                }
            }
        }
        Ok(answers)
    }

    /// A call that failed may have had its effect: should the next one be refused, it has to be undone all the same.
    fn remember_unknown(&mut self, place: Place, part: &[Running<S>]) {
        let Some(index) = S::STEPS.iter().position(|step| place == Place::Action(step.name())) else { return };
        for running in part {
            self.memory.may_have_effect(running.id, index);
        }
    }

    async fn call_once(
        &self,
        tenant: &TenantId,
        place: Place,
        action: Action<S>,
        set: &[Running<S>],
    ) -> Result<Result<Vec<StepOutcome<S>>, SagaError>, Halted> {
        let mut times = 1;
        match self.inject(place, Moment::Before) {
            Injection::Nothing => {}
            Injection::Crash => return Err(Halted),
            Injection::Fail(kind) => return Ok(Err(SagaError::failed(kind, "injected before the call"))),
            Injection::Refuse(refusal) => {
                return Ok(Ok(set.iter().map(|_| StepOutcome::Refused(refusal.clone())).collect()));
            }
            Injection::Twice => times = 2,
        }
        let step = match place {
            Place::Action(step) | Place::Undo(step) => step,
            Place::End | Place::Commit => "end",
        };
        let (before, after) = match place {
            Place::Undo(_) => (Failpoint::SagaBeforeUndo, Failpoint::SagaAfterUndo),
            Place::Action(_) | Place::End | Place::Commit => (Failpoint::SagaBeforeCall, Failpoint::SagaAfterCall),
        };
        let service = self.sagas.store().service();
        if let Err(injected) = failpoint::reach(before, service) {
            return Ok(Err(injected.into()));
        }
        let mut result = Ok(Vec::new());
        for _ in 0..times {
            let span = traces::of_step(step, set);
            let call = self.call(tenant, step, &span);
            result = self.guarded(action(&self.context, &call, set)).instrument(span).await;
        }
        match self.inject(place, Moment::After) {
            Injection::Crash => return Err(Halted),
            Injection::Fail(kind) => result = Err(SagaError::failed(kind, "injected after the call")),
            Injection::Nothing | Injection::Refuse(_) | Injection::Twice => {}
        }
        if let Err(injected) = failpoint::reach(after, service) {
            result = Err(injected.into());
        }
        Ok(result.and_then(|outcomes| one_each(outcomes, set.len())))
    }

    /// A step may hang or panic; neither may take the runner, and every other saga, with it.
    pub(super) async fn guarded<T>(&self, step: impl Future<Output = Result<T, SagaError>>) -> Result<T, SagaError> {
        // The call's own deadline comes first; this is for a step that does not heed it.
        let patience = self.sagas.options().call_deadline.saturating_add(Duration::from_secs(1));
        match tokio::time::timeout(patience, AssertUnwindSafe(step).catch_unwind()).await {
            Ok(Ok(result)) => result,
            Ok(Err(_panic)) => Err(SagaError::failed(Kind::Internal, "the step panicked")),
            Err(_) => Err(SagaError::failed(Kind::DeadlineExceeded, "the step did not end in time")),
        }
    }
}

/// Answers are matched to sagas by their place, so their number must be right.
pub(super) fn one_each<S: Saga>(
    outcomes: Vec<StepOutcome<S>>,
    expected: usize,
) -> Result<Vec<StepOutcome<S>>, SagaError> {
    if outcomes.len() == expected {
        return Ok(outcomes);
    }
    let reason = format!("a step gave {} answers for {expected} sagas", outcomes.len());
    Err(SagaError::failed(Kind::Internal, reason))
}
