//! Doing again what nobody else does: the facts themselves say what was done.

use std::{error::Error, iter, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use o2c_kernel::Deadline;
use o2c_store::trail::{self, EntryKind};

use super::{Behind, behind, behind::of_record};
use crate::{
    consumer::Consumer,
    envelope::Envelope,
    error::TakeError,
    handler::Verdict,
    storage::{self, record::Row},
};

/// Aggregates that are looked at together.
const PAGE: usize = 256;
const DEADLINE: Duration = Duration::from_secs(60);

/// Refusals that a report names.
const NAMED: usize = 1_000;

/// What was done again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redone {
    pub facts: u64,
    /// What was not, and why; a thousand at most. What has no handler is not among them: its cause does it again.
    pub refused: Vec<(Behind, String)>,
}

/// Does the next fact of each aggregate again that is behind, and those after it, as far as `handlers` (a service's, of its
/// own facts) take them and their effect states what is on record. Each is a transaction of its own, at the time of
/// the fact; what was refused may go in a further round, when others have been done.
pub async fn redo(handlers: &Consumer) -> Result<Redone, TakeError> {
    let mut redone = Redone::default();
    let mut last: Option<Behind> = None;
    loop {
        let page = behind(&handlers.store, last.as_ref(), PAGE).await?;
        for aggregate in &page {
            loop {
                match one(handlers, aggregate).await? {
                    Outcome::Done => redone.facts += 1,
                    Outcome::NotOurs => break,
                    Outcome::Refused(reason) => {
                        if redone.refused.len() < NAMED {
                            redone.refused.push((aggregate.clone(), reason));
                        }
                        break;
                    }
                }
            }
        }
        match page.into_iter().last() {
            Some(aggregate) => last = Some(aggregate),
            None => return Ok(redone),
        }
    }
}

enum Outcome {
    Done,
    /// Nothing is left, or somebody else does it.
    NotOurs,
    Refused(String),
}

async fn one(handlers: &Consumer, aggregate: &Behind) -> Result<Outcome, TakeError> {
    let tx = handlers.store.begin_write(Deadline::after(DEADLINE)).await?;
    let (tenant, id) = (aggregate.tenant.as_str(), aggregate.aggregate_id);
    let producer = Arc::from(handlers.store.service());
    let next = match storage::record::behind_one(&tx, tenant, id).await? {
        Some(row) => of_record(&tx, &producer, &row).await?.into_iter().next(),
        None => None,
    };
    let Some((fact, handler)) = next.and_then(|fact| Some((fact.clone(), handlers.handler(&fact.type_name)?.clone())))
    else {
        tx.rollback().await;
        return Ok(Outcome::NotOurs);
    };
    let call = handlers.call_at(&fact);
    let facts = [fact];
    let handling = AssertUnwindSafe(handler.handle(&tx, &call, &facts)).catch_unwind();
    let refused = match tokio::time::timeout(call.deadline.remaining(), handling).await {
        Ok(Ok(Ok(verdicts))) => refusal(verdicts.first()),
        Ok(Ok(Err(error))) => Some(with_causes(error.as_ref())),
        Ok(Err(_)) => Some("the handler panicked".to_owned()),
        Err(_) => Some("the handler did not end in time".to_owned()),
    };
    let [fact] = facts;
    if let Some(reason) = refused {
        tx.rollback().await;
        return Ok(Outcome::Refused(reason));
    }
    if !has_come(&storage::record::behind_one(&tx, tenant, id).await?, &fact) {
        tx.rollback().await;
        return Ok(Outcome::Refused(format!("what was done does not state {}", fact.type_name)));
    }
    let cause = [(fact.event_id, "aggregate_id", fact.aggregate_id)];
    trail::append_of_system(&tx, &call, EntryKind::Fact, cause.to_vec()).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}

fn with_causes(error: &(dyn Error + 'static)) -> String {
    let causes: Vec<String> = iter::successors(Some(error), |&error| error.source()).map(ToString::to_string).collect();
    causes.join(": ")
}

fn refusal(verdict: Option<&Verdict>) -> Option<String> {
    match verdict {
        Some(Verdict::Done | Verdict::DoneFor(_)) => None,
        Some(Verdict::Wait(other)) => Some(format!("a fact of {other} has to come first")),
        Some(Verdict::Failed(reason)) => Some(reason.clone()),
        None => Some("the handler left out a verdict".to_owned()),
    }
}

/// Whether the document has come to the fact.
fn has_come(row: &Option<Row>, fact: &Envelope) -> bool {
    row.as_ref().is_none_or(|row| row.redone >= fact.sequence)
}
