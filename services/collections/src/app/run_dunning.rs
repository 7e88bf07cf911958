//! The dunning run of a day: begun once, then worked through in sets until it is done or the call's time is up.

use std::time::Duration;

use o2c_kernel::{Call, Date, Id, Outcome, PerItem, Set};
use o2c_store::{Claimed, Tx};
use uuid::Uuid;

use super::{dunning_set::dunning_set, procedure};
use crate::{
    domain::{DunningRun, Refusal, RunId, run_of},
    error::CollectionsError,
    service::Collections,
    storage::runs,
};

/// What is kept of a call's time for its answer.
const TO_ANSWER: Duration = Duration::from_millis(300);

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunDunning {
    /// None = today.
    pub as_of: Option<Date>,
}

/// Runs each day of the set. The answer that a request id keeps is *which* run it began, never how far that was: the
/// same request again goes on with it.
pub async fn run_dunning(
    collections: &Collections,
    call: &Call,
    set: Set<RunDunning, DunningRun>,
) -> Result<PerItem<DunningRun, CollectionsError>, CollectionsError> {
    let begun = begin(collections, call, set).await?;
    let mut outcomes = Vec::with_capacity(begun.len());
    for outcome in begun {
        let id = match outcome {
            Outcome::Accepted(id) => id,
            Outcome::Replayed(bytes) => Id::from_uuid(Uuid::from_slice(&bytes).unwrap_or_default()),
            Outcome::Refused(error) => {
                outcomes.push(Outcome::Refused(error));
                continue;
            }
        };
        outcomes.push(Outcome::Accepted(work(collections, call, id).await?));
    }
    Ok(outcomes)
}

pub async fn get_dunning_run(
    collections: &Collections,
    call: &Call,
    id: RunId,
) -> Result<DunningRun, CollectionsError> {
    let tx = collections.store.begin_read(call).await?;
    let found = runs::find(&tx, call.tenant(), id).await?;
    tx.rollback().await;
    found.ok_or(CollectionsError::Refused(Refusal::RunNotFound))
}

async fn begin(
    collections: &Collections,
    call: &Call,
    set: Set<RunDunning, DunningRun>,
) -> Result<PerItem<RunId, CollectionsError>, CollectionsError> {
    let encode = |id: &RunId| id.uuid().as_bytes().to_vec();
    let set = Set { items: set.items, encode };
    collections
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<RunDunning, RunId, CollectionsError>| {
            let procedure = procedure::newest(collections, tx, call.tenant()).await?;
            for item in claimed.items_mut() {
                let as_of = item.command().as_of.unwrap_or_else(|| call.today());
                let run = DunningRun::start(run_of(call.tenant(), as_of), as_of, procedure.version);
                runs::begin(tx, call.tenant(), &run).await?;
                item.accept(run.id);
            }
            Ok(())
        })
        .await
}

/// Set after set, each its own commit, as long as another one fits into the call's time.
async fn work(collections: &Collections, call: &Call, id: RunId) -> Result<DunningRun, CollectionsError> {
    let mut run = get_dunning_run(collections, call, id).await?;
    let mut slowest = Duration::ZERO;
    while !run.is_done() {
        let left = call.deadline.remaining();
        if left < slowest.saturating_mul(2).saturating_add(TO_ANSWER) {
            break;
        }
        run = dunning_set(collections, call, id).await?;
        slowest = slowest.max(left.saturating_sub(call.deadline.remaining()));
    }
    Ok(run)
}
