//! The life of a consumer: takes what is delivered, what is due, and what was lost.

use std::{sync::Arc, time::Duration};

use o2c_kernel::{
    Deadline, Instant,
    failpoint::{self, Failpoint},
    machine_now,
    planted::{self, Planted},
};
use o2c_store::StoreError;
use o2c_telemetry::metrics::SETS_TAKEN;
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use super::Consumer;
use crate::{
    bus::{Delivered, Replaced, Subscription},
    envelope::Envelope,
    error::TakeError,
    heads::{HeadSource, catch_up},
    inbox::{SET_DEADLINE, take, take_due},
    parked, storage,
};

/// How often lost tails and long waits are looked for.
const ROUNDS: Duration = Duration::from_secs(60);

/// How far each round looks back beyond the last one: what was committing then had its time already.
const OVERLAP: Duration = Duration::from_secs(120);

/// Waits between attempts while the database does not answer.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Works until cancelled, and finishes the set in hand.
pub(super) async fn run(
    consumer: Consumer,
    mut subscription: Subscription,
    sources: Vec<Arc<dyn HeadSource>>,
    token: CancellationToken,
) {
    // What other processes have lost or parked is looked for beside the sets, never before them.
    let rounds = rounds(consumer.clone(), sources, subscription.replaced(), token.clone());
    let rounds = AbortOnDropHandle::new(tokio::spawn(rounds));
    let mut due = next_due(&consumer).await;
    let mut wait = FIRST_PAUSE;
    let mut company = Deadline::after(Duration::ZERO);
    loop {
        tokio::select! {
            biased;
            () = token.cancelled() => break,
            // before what is delivered: a stream that never pauses must not hold it up
            () = until(due) => {
                match take_due(&consumer).await {
                    Ok(_) => wait = FIRST_PAUSE,
                    Err(error) => {
                        tracing::warn!(consumer = consumer.name, %error, "what is due was not taken");
                        pause(&mut wait, &token).await;
                    }
                }
                due = next_due(&consumer).await;
            }
            delivered = subscription.next() => {
                let Some(delivered) = delivered else { break };
                let delivered = gather(&consumer, &mut subscription, delivered, company).await;
                company = Deadline::after(consumer.company);
                if !take_in(&consumer, delivered, &token, &mut wait, &mut due).await {
                    break;
                }
            }
        }
    }
    // they end by themselves where the token is cancelled; where the bus is gone they have nothing left to do
    drop(rounds);
    subscription.close().await;
}

/// Sets that are there already join the first, up to the size of a set, and those that come while there is time for
/// company: small ones pile up while a transaction runs, and soon after it.
async fn gather(
    consumer: &Consumer,
    subscription: &mut Subscription,
    first: Delivered,
    company: Deadline,
) -> Vec<Delivered> {
    let mut facts = first.set.len();
    let mut largest = facts;
    let mut delivered = vec![first];
    let mut unhurried = std::pin::pin!(consumer.haste.unhurried(company.remaining()));
    // as long as another fits: a few facts too many would be a transaction of their own
    while facts + largest <= consumer.set_size {
        let next = tokio::select! {
            biased;
            next = subscription.next() => next,
            () = &mut unhurried => None,
        };
        let Some(next) = next else { break };
        facts += next.set.len();
        largest = largest.max(next.set.len());
        delivered.push(next);
    }
    delivered
}

/// Takes the sets in. While that fails they are held, or given back where the carrier keeps them for us. False where the
/// consumer was stopped before.
async fn take_in(
    consumer: &Consumer,
    mut delivered: Vec<Delivered>,
    token: &CancellationToken,
    wait: &mut Duration,
    due: &mut Option<Instant>,
) -> bool {
    let facts = joined(&delivered);
    loop {
        if planted::is(Planted::AckBeforeCommit) {
            acknowledge(&mut delivered);
        }
        match take_joined(consumer, &facts, due).await {
            Ok(()) => {
                *wait = FIRST_PAUSE;
                acknowledge(&mut delivered);
                failpoint::pass(Failpoint::ConsumerAfterAck, consumer.name);
                return true;
            }
            Err(error) => {
                tracing::warn!(consumer = consumer.name, %error, "a set was not taken in and is tried again");
                pause(wait, token).await;
            }
        }
        if token.is_cancelled() {
            return false;
        }
        if delivered.iter().all(Delivered::is_kept) {
            return take_each(consumer, delivered, token, wait, due).await;
        }
    }
}

/// Takes each set by itself, once. One that fails again comes back later, and stops no other.
async fn take_each(
    consumer: &Consumer,
    delivered: Vec<Delivered>,
    token: &CancellationToken,
    wait: &mut Duration,
    due: &mut Option<Instant>,
) -> bool {
    for one in delivered {
        if token.is_cancelled() {
            return false;
        }
        match take_joined(consumer, &one.set, due).await {
            Ok(()) => {
                *wait = FIRST_PAUSE;
                one.done();
                failpoint::pass(Failpoint::ConsumerAfterAck, consumer.name);
            }
            Err(error) => {
                tracing::warn!(consumer = consumer.name, %error, "a set was not taken in and comes again later");
                one.failed();
            }
        }
    }
    true
}

/// The facts of several sets.
fn joined(delivered: &[Delivered]) -> Arc<[Envelope]> {
    match delivered {
        [single] => Arc::clone(&single.set),
        several => several.iter().flat_map(|delivered| delivered.set.iter().cloned()).collect(),
    }
}

fn acknowledge(delivered: &mut Vec<Delivered>) {
    delivered.drain(..).for_each(Delivered::done);
}

/// Takes facts in. Whoever fails behind the commit takes them in once more, and must find only doubles.
async fn take_joined(consumer: &Consumer, facts: &[Envelope], due: &mut Option<Instant>) -> Result<(), TakeError> {
    let began = machine_now();
    let taken = take(consumer, facts).await;
    let failed = if taken.is_ok() { "" } else { "not_taken" };
    SETS_TAKEN.observe(&["o2c", consumer.name, failed], machine_now().since(began));
    let report = taken?;
    failpoint::reach(Failpoint::ConsumerBeforeAck, consumer.name).map_err(StoreError::from)?;
    *due = match (*due, report.next_due) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    };
    Ok(())
}

/// Looks for lost tails: everything at first and where the bus has lost what it had, else what has changed. And for facts
/// that wait too long.
async fn rounds(consumer: Consumer, sources: Vec<Arc<dyn HeadSource>>, replaced: Replaced, token: CancellationToken) {
    let mut compared: Vec<Option<Instant>> = vec![None; sources.len()];
    let mut ask = Deadline::after(ROUNDS);
    loop {
        for (source, compared) in sources.iter().zip(&mut compared) {
            let now = machine_now();
            let since = compared.map(|before| before.minus(OVERLAP));
            let caught_up = tokio::select! {
                () = token.cancelled() => return,
                caught_up = catch_up(&consumer, source.as_ref(), since) => caught_up,
            };
            match caught_up {
                Ok(_) => *compared = Some(now),
                Err(error) => tracing::warn!(consumer = consumer.name, %error, "heads were not compared"),
            }
        }
        let all_compared = compared.iter().all(Option::is_some);
        tokio::select! {
            () = token.cancelled() => return,
            producers = replaced.next() => {
                for (source, compared) in sources.iter().zip(&mut compared) {
                    if producers.contains(source.producer()) {
                        *compared = None;
                    }
                }
                continue;
            }
            () = tokio::time::sleep(if all_compared { ROUNDS } else { LONGEST_PAUSE }) => {}
        }
        if ask.expired() {
            ask = Deadline::after(ROUNDS);
            if let Err(error) = ask_again(&consumer).await {
                tracing::warn!(consumer = consumer.name, %error, "long waits were not looked at");
            }
        }
    }
}

async fn ask_again(consumer: &Consumer) -> Result<(), TakeError> {
    parked::warn_of_old(consumer).await?;
    parked::wake_old(consumer, machine_now().minus(ROUNDS)).await?;
    take_due(consumer).await.map(|_| ())
}

/// When something is due. An unanswered question is asked again soon.
async fn next_due(consumer: &Consumer) -> Option<Instant> {
    let asked = async {
        let tx = consumer.store.begin_read(Deadline::after(SET_DEADLINE)).await?;
        storage::parked::next_due(&tx, consumer.name, &consumer.producers).await
    };
    let now = machine_now();
    let due = asked.await.unwrap_or_else(|_| Some(now.plus(LONGEST_PAUSE)));
    // one that lies farther is due already
    due.map(|due| if due > consumer.farthest_try(now) { now } else { due })
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep(due.since(machine_now())).await,
        None => std::future::pending().await,
    }
}

/// Waits, and the next time longer.
async fn pause(wait: &mut Duration, token: &CancellationToken) {
    tokio::select! {
        () = token.cancelled() => {}
        () = tokio::time::sleep(*wait) => {}
    }
    *wait = wait.saturating_mul(2).min(LONGEST_PAUSE);
}
