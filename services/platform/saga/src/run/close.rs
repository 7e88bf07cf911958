//! The local end of a walk: one transaction for all that stand, with their state, and for all that left on the way.

use o2c_kernel::{Call, TenantId};
use o2c_store::Tx;
use tracing::Instrument as _;

use super::attempt::one_each;
use super::forward::Leaving;
use super::member::{Ticket, join, part};
use super::settlement::{Verdict, Waiting};
use super::{Halted, Member, Runner, Turn, describe, traces};
use crate::storage::Settlement;
use crate::{Injection, Moment, Pivot, Place, Running, Saga, SagaError, StepOutcome};

/// How the walk ends for those that stand.
pub(super) enum Ending<S: Saga> {
    /// With the pivot.
    Pivot(&'static str, Pivot<S>),
    /// With the end of a refused saga.
    Refused,
}

/// Transactions that may fail while one to blame is looked for.
const FAILURES: u32 = 10;

impl<S: Saga> Runner<S> {
    /// Ends the walk. If the transaction fails, those that left are written by themselves, and the rest is halved until
    /// those to blame stand alone and wait.
    pub(super) async fn close(
        &mut self,
        tenant: &TenantId,
        standing: Vec<Member<S>>,
        mut leaving: Leaving<S>,
        ending: Ending<S>,
    ) -> Result<Turn, Halted> {
        let mut ahead = vec![standing];
        let mut failures = FAILURES;
        while let Some(set) = ahead.pop() {
            if set.is_empty() && leaving.is_empty() {
                continue;
            }
            let leavers = self.settlements(&leaving);
            let (tickets, running) = part(set);
            let (set, result) = self.close_once(tenant, tickets, running, leavers, &ending).await?;
            let Err(error) = result else {
                self.left(&mut leaving);
                continue;
            };
            tracing::warn!(
                saga = S::NAME,
                sagas = set.len(),
                error = describe(&error),
                "a transaction of sagas failed"
            );
            failures = failures.saturating_sub(1);
            // Nothing is lost: the log still says what it said, and every step answers as it did.
            if error.is_environment() || set.is_empty() || failures == 0 {
                return Ok(Turn::Troubled);
            }
            if !leaving.is_empty() {
                let settlements = self.settlements(&leaving);
                let turn = self.settle(tenant, &settlements).await?;
                if turn == Turn::Troubled {
                    return Ok(turn);
                }
                self.left(&mut leaving);
                ahead.push(set);
            } else if set.len() == 1 {
                for member in set {
                    self.memory.suspect(member.running.id);
                    leaving.push((member, Verdict::Waiting(Waiting::failed(&error, true))));
                }
                let settlements = self.settlements(&leaving);
                let turn = self.settle(tenant, &settlements).await?;
                if turn == Turn::Troubled {
                    return Ok(turn);
                }
                leaving.clear();
            } else {
                let mut earlier = set;
                let later = earlier.split_off(earlier.len() / 2);
                ahead.push(later);
                ahead.push(earlier);
            }
        }
        Ok(Turn::Worked)
    }

    /// One transaction: the ending of those that stand, and the rows of everyone.
    async fn close_once(
        &mut self,
        tenant: &TenantId,
        tickets: Vec<Ticket>,
        running: Vec<Running<S>>,
        leavers: Vec<Settlement>,
        ending: &Ending<S>,
    ) -> Result<(Vec<Member<S>>, Result<(), SagaError>), Halted> {
        if running.is_empty() {
            let result = self.write(tenant, &leavers).await?;
            return Ok((Vec::new(), result));
        }
        let place = match ending {
            Ending::Pivot(step, _) => Place::Action(step),
            Ending::Refused => Place::End,
        };
        let before = self.inject(place, Moment::Before);
        if matches!(before, Injection::Crash) {
            return Err(Halted);
        }
        let step = match ending {
            Ending::Pivot(step, _) => step,
            Ending::Refused => "end",
        };
        let span = traces::of_step(step, &running);
        let call = self.call(tenant, "end", &span);
        let tx = match self.sagas.store().begin_write(&call).await {
            Ok(tx) => tx,
            Err(error) => return Ok((join(tickets, running), Err(error.into()))),
        };
        let ended = self.end(&tx, &call, &running, ending, before).instrument(span).await;
        match self.inject(place, Moment::After) {
            Injection::Crash => return Err(Halted),
            Injection::Fail(kind) => {
                tx.rollback().await;
                return Ok((join(tickets, running), Err(SagaError::failed(kind, "injected after the call"))));
            }
            Injection::Nothing | Injection::Refuse(_) | Injection::Twice => {}
        }
        let mut members = join(tickets, running);
        let decided = match ended {
            Ok(outcomes) => self.decide(&mut members, outcomes, ending),
            Err(error) => {
                tx.rollback().await;
                return Ok((members, Err(error)));
            }
        };
        let (verdicts, before): (Vec<_>, Vec<_>) = decided.into_iter().unzip();
        let mut settlements = leavers;
        settlements.extend(members.iter().zip(&verdicts).map(|(member, verdict)| self.settlement(member, verdict)));
        let result = self.write_in(tx, tenant, &settlements).await?;
        for ((member, verdict), progress) in members.iter_mut().zip(&verdicts).zip(before) {
            match (&result, progress) {
                (Ok(()), _) => self.forget(member, verdict),
                // The pivot did not happen, so it has found out nothing.
                (Err(_), Some(progress)) => member.running.progress = progress,
                (Err(_), None) => {}
            }
        }
        Ok((members, result))
    }

    async fn end(
        &self,
        tx: &Tx,
        call: &Call,
        set: &[Running<S>],
        ending: &Ending<S>,
        before: Injection<S>,
    ) -> Result<Vec<StepOutcome<S>>, SagaError> {
        match before {
            Injection::Fail(kind) => return Err(SagaError::failed(kind, "injected before the call")),
            Injection::Refuse(refusal) => {
                return Ok(set.iter().map(|_| StepOutcome::Refused(refusal.clone())).collect());
            }
            Injection::Nothing | Injection::Twice | Injection::Crash => {}
        }
        match ending {
            Ending::Pivot(_, pivot) => {
                let outcomes = self.guarded(pivot(&self.context, tx, call, set)).await?;
                one_each(outcomes, set.len())
            }
            Ending::Refused => {
                self.guarded(S::refused(&self.context, tx, call, set)).await?;
                Ok(set.iter().map(|running| StepOutcome::Done(running.progress.clone())).collect())
            }
        }
    }

    /// What becomes of each; where the pivot replaces progress, with what it was.
    fn decide(
        &self,
        members: &mut [Member<S>],
        outcomes: Vec<StepOutcome<S>>,
        ending: &Ending<S>,
    ) -> Vec<(Verdict<S>, Option<S::Progress>)> {
        let pivot_at = S::STEPS.len().saturating_sub(1);
        members
            .iter_mut()
            .zip(outcomes)
            .map(|(member, outcome)| match (outcome, ending) {
                (StepOutcome::Done(progress), Ending::Pivot(..)) => {
                    let before = std::mem::replace(&mut member.running.progress, progress);
                    (Verdict::Done, Some(before))
                }
                (StepOutcome::Done(_), Ending::Refused) => (Verdict::Ended, None),
                (StepOutcome::Refused(refusal), Ending::Pivot(..)) => {
                    let started = self.memory.may_have_started(member, pivot_at);
                    (Verdict::Refused { refusal, started }, None)
                }
                (StepOutcome::Refused(_), Ending::Refused) => {
                    let reason = "the end of a refused saga was refused".to_owned();
                    (Verdict::Waiting(Waiting { after: None, reason, counts: true }), None)
                }
                (StepOutcome::Again { after, reason }, _) => {
                    (Verdict::Waiting(Waiting { after: Some(after), reason, counts: false }), None)
                }
            })
            .collect()
    }
}
