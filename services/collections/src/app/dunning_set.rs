//! One set of a dunning run: the next customers, decided in memory, and how far the run has come, in one transaction.

use o2c_kernel::{Call, Id, SetLimits};
use o2c_store::{Tx, trail};

use super::procedure;
use crate::{
    domain::{CollectionsFact, Decision, DunningCase, DunningRun, Fresh, Notice, Refusal, RunId, Tally, What, decide},
    error::CollectionsError,
    events,
    service::Collections,
    storage::{accounts, cases, notices, runs},
};

/// Works off the next set, unless the run is done. Two calls that work on one run take turns at its row.
pub async fn dunning_set(collections: &Collections, call: &Call, id: RunId) -> Result<DunningRun, CollectionsError> {
    let tx = collections.store.begin_write(call).await?;
    match work(collections, call, &tx, id).await {
        Ok(run) => {
            tx.commit().await?;
            Ok(run)
        }
        Err(error) => {
            tx.rollback().await;
            Err(error)
        }
    }
}

async fn work(collections: &Collections, call: &Call, tx: &Tx, id: RunId) -> Result<DunningRun, CollectionsError> {
    let tenant = call.tenant();
    let mut run = runs::lock(tx, tenant, id).await?.ok_or(Refusal::RunNotFound)?;
    if run.is_done() {
        return Ok(run);
    }
    cases::take_desk(tx, tenant).await?;
    let procedure = procedure::of_version(collections, tx, tenant, run.procedure_version).await?;
    let due_by = run.as_of.add_days(i64::from(procedure.reminder_days)).unwrap_or(run.as_of);
    let SetLimits { items: most_customers, lines: most_items, .. } = collections.limits;
    let bounds = (most_customers.max(1), most_items.max(1));
    let mut done = Done::default();
    let (mut read, mut after) = (0_usize, run.after);
    // On most days most customers get no letter: a set ends by what it has to write or to hold, not by whom it looks at.
    loop {
        let set = accounts::next(tx, tenant, after, due_by, bounds).await?;
        for account in &set.accounts {
            let fresh = Fresh { case: Id::new(), notice: Id::new() };
            done.take(decide(account, &procedure, run.as_of, fresh)?, call);
        }
        done.tally.customers = done.tally.customers.saturating_add(count(set.customers));
        (read, after) = (read.saturating_add(set.items), set.after);
        if after.is_none() || done.written() >= most_customers || read >= most_items {
            break;
        }
    }
    cases::save(tx, tenant, &done.cases).await?;
    notices::insert(tx, tenant, &done.notices).await?;
    events::publish(tx, &collections.outbox, call, done.facts).await?;

    run.advance(done.tally, after);
    runs::save(tx, tenant, &run).await?;
    run.version = run.version.saturating_add(1);
    trail::append_of_call(tx, call, [("dunning_run_id", id.uuid())], "").await?;
    Ok(run)
}

/// What the decisions of a set add up to.
#[derive(Default)]
struct Done {
    tally: Tally,
    cases: Vec<DunningCase>,
    notices: Vec<Notice>,
    facts: Vec<CollectionsFact>,
}

impl Done {
    /// Cases and letters, each counted.
    fn written(&self) -> usize {
        self.cases.len().saturating_add(self.notices.len())
    }

    fn take(&mut self, decision: Decision, call: &Call) {
        let Decision { case, opened, cured, notice } = decision;
        self.tally.opened = self.tally.opened.saturating_add(i64::from(opened));
        self.tally.cured = self.tally.cured.saturating_add(i64::from(cured));
        if let Some(case) = case {
            if let (true, Some(on)) = (cured, case.cured_on) {
                self.tell(call, What::CaseCured { case: case.id, customer: case.customer, on });
            }
            self.cases.push(case);
        }
        if let Some(notice) = notice {
            let counter = if notice.is_reminder() { &mut self.tally.reminders } else { &mut self.tally.notices };
            *counter = counter.saturating_add(1);
            self.tell(call, What::NoticeIssued(notice.clone()));
            self.notices.push(notice);
        }
    }

    fn tell(&mut self, call: &Call, what: What) {
        self.facts.push(CollectionsFact { at: call.now(), what });
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
