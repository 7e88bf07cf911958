//! From what became of a saga to what its row says.

use std::time::Duration;

use o2c_kernel::machine_now;

use super::Member;
use super::backoff::backoff;
use crate::start::to_json;
use crate::storage::{SagaChange, SagaRow, Settlement};
use crate::{Saga, SagaOptions, State, StepStatus};

/// The longest wait that a step may ask for; who needs more is asked again.
const LONGEST_ASKED: Duration = Duration::from_secs(60);

/// A wait of more than so many times the longest one was written by a clock that was put back since.
const CREDIBLE: u32 = 2;

/// No saga waits for longer than this, whatever its row says.
pub(super) fn farthest_wait(options: &SagaOptions) -> Duration {
    options.longest_backoff.max(LONGEST_ASKED).saturating_mul(CREDIBLE)
}

/// What became of a saga in this walk.
pub(super) enum Verdict<S: Saga> {
    /// The pivot passed.
    Done,
    /// A step refused: these steps have to be undone.
    Refused { refusal: S::Refusal, started: Vec<&'static str> },
    /// Everything is undone, and the end of a refused saga passed.
    Ended,
    /// It has to wait.
    Waiting(Waiting),
    /// It goes on; what it found out is made durable.
    Saved,
}

/// Why a saga waits, and how long.
pub(super) struct Waiting {
    /// As long as it asked for; else by backoff.
    pub(super) after: Option<Duration>,
    pub(super) reason: String,
    /// Whether this counts on the way to being stuck. The environment's failures do not: an outage is not a saga's fault.
    pub(super) counts: bool,
}

/// What is to be written of the saga.
pub(super) fn settlement<S: Saga>(member: &Member<S>, verdict: &Verdict<S>, options: &SagaOptions) -> Settlement {
    let ticket = &member.ticket;
    let now = machine_now().micros();
    let mut steps: Vec<_> = ticket.undone.iter().map(|step| (*step, StepStatus::Undone)).collect();
    let mut change = SagaChange {
        position: ticket.position,
        state: ticket.state.as_str().to_owned(),
        outputs: ticket.outputs.clone(),
        refusal: ticket.refusal.clone(),
        resume_at: S::STEPS.get(ticket.at).filter(|_| ticket.at > 0).map(|step| step.name().to_owned()),
        last_error: ticket.last_error.clone(),
        tries: ticket.tries,
        faults: ticket.faults,
        next_attempt_at: now,
        ended_at: None,
        version: ticket.version,
    };
    let mut unreadable = None;
    match to_json("progress", &member.running.progress) {
        Ok(outputs) => change.outputs = outputs,
        // Going on from a later step without what the earlier ones found out would be wrong: begin again.
        Err(error) => {
            change.resume_at = None;
            unreadable = Some(error);
        }
    }
    let mut wait = None;
    match verdict {
        Verdict::Done => end(&mut change, State::Done, now),
        Verdict::Ended => end(&mut change, State::Refused, now),
        Verdict::Saved => {}
        Verdict::Refused { refusal, started } => {
            change.state = State::Unwinding.as_str().to_owned();
            change.tries = 0;
            change.faults = 0;
            change.last_error = None;
            steps.extend(started.iter().map(|step| (*step, StepStatus::Started)));
            match to_json("refusal", refusal) {
                Ok(refusal) => change.refusal = Some(refusal),
                Err(error) => unreadable = Some(error),
            }
        }
        Verdict::Waiting(waiting) => {
            change.tries = ticket.tries.saturating_add(1);
            change.faults = ticket.faults.saturating_add(i64::from(waiting.counts));
            change.last_error = Some(waiting.reason.clone());
            let asked = waiting.after.map(|asked| asked.min(LONGEST_ASKED));
            let pause = asked.unwrap_or_else(|| backoff(options.first_backoff, options.longest_backoff, change.tries));
            change.next_attempt_at = now.saturating_add(i64::try_from(pause.as_micros()).unwrap_or(i64::MAX));
            wait = Some(pause);
            if change.faults >= options.stuck_after {
                change.state = State::Stuck.as_str().to_owned();
                report_stuck(member, &waiting.reason);
            }
        }
    }
    // After the pivot it is done whatever the record lacks; before it, a person has to see why it cannot be written.
    if let Some(error) = unreadable.filter(|_| !matches!(verdict, Verdict::Done | Verdict::Ended)) {
        change.state = State::Stuck.as_str().to_owned();
        change.last_error = Some(error.line());
        report_stuck(member, &error.line());
    }
    let all_done = matches!(verdict, Verdict::Done);
    Settlement { id: member.running.id, change, all_done, steps, wait }
}

/// The change of a row that cannot be read: everything stays, and a person has to look.
pub(super) fn broken(row: SagaRow, reason: String) -> Settlement {
    let change = SagaChange {
        position: row.position,
        state: State::Stuck.as_str().to_owned(),
        outputs: row.outputs,
        refusal: row.refusal,
        resume_at: row.resume_at,
        last_error: Some(reason),
        tries: row.tries,
        faults: row.faults,
        next_attempt_at: row.next_attempt_at,
        ended_at: None,
        version: row.version,
    };
    Settlement { id: row.id, change, all_done: false, steps: Vec::new(), wait: None }
}

fn end(change: &mut SagaChange, state: State, now: i64) {
    change.state = state.as_str().to_owned();
    change.resume_at = None;
    change.last_error = None;
    change.ended_at = Some(now);
}

fn report_stuck<S: Saga>(member: &Member<S>, reason: &str) {
    let running = &member.running;
    tracing::error!(
        saga = S::NAME,
        id = %running.id,
        tenant = %running.tenant,
        subject = %running.subject,
        unwinding = member.ticket.refusal.is_some(),
        reason,
        "a saga is stuck: a person has to look and retry it"
    );
}
