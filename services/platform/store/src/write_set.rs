//! A set of items in one transaction, and item by item when the set cannot be committed as a whole.

use std::ops::Range;
use std::sync::Arc;

use o2c_kernel::failpoint::{self, Failpoint};
use o2c_kernel::{Answer, Call, Explain, Item, Kind, Outcome, PerItem, Set};
use o2c_telemetry::metrics::REQUESTS_REPEATED;

use crate::claimed::{Claimed, State};
use crate::connect::Store;
use crate::error::{AsStoreError, StoreError};
use crate::tx::Tx;
use crate::{idempotency, nested, trail};

/// How often a set is decided again because somebody else was quicker with a request of it. Each time that one has
/// committed, so fewer are left; a set that is as unlucky as this is decided item by item.
const OVERTAKEN: usize = 8;

impl Store {
    /// Decides a set: answers the items whose keys are known, lets `body` accept or refuse what is pending, stores the keys
    /// and answers of what was accepted and the entry of the audit trail, and commits all of it together.
    ///
    /// When somebody else has decided one of the items meanwhile, the whole is rolled back and decided again.
    ///
    /// When the database refuses the whole ([`StoreError::is_item_fault`]), each item is tried once more, as a set of
    /// its own: one bad item harms nobody, and what fails alone is refused with its error. `body` may therefore run
    /// several times and must keep nothing outside the transaction.
    ///
    /// A call that only validates is decided to the end, by the same code and the same constraints, and rolled back.
    ///
    /// `body` is an `async |tx, claimed| { … }` without `move`: a closure that only borrows is `Clone`, and each run
    /// gets a clone. (Lending one closure to every run would make the future not `Send`.)
    ///
    /// # Errors
    /// When nothing was decided: the database is away, or `body` gave up.
    pub async fn write_set<C, R, E, F>(&self, call: &Call, set: Set<C, R>, body: F) -> Result<PerItem<R, E>, E>
    where
        F: AsyncFnOnce(&Tx, &mut Claimed<C, R, E>) -> Result<(), E> + Clone,
        E: From<StoreError> + AsStoreError + Explain,
    {
        let items: Arc<[Item<C>]> = set.items.into();
        let everything = 0..items.len();
        if everything.is_empty() {
            return Ok(Vec::new());
        }
        let together = self.decide(call, &items, everything, set.encode, body.clone()).await;
        let mut outcomes = match together {
            Ok(outcomes) => outcomes,
            Err(error) => undecided(call, &items, error)?,
        };
        for (position, outcome) in outcomes.iter_mut().enumerate() {
            if outcome.is_none() {
                let alone = position..position.saturating_add(1);
                let decided = self.decide(call, &items, alone.clone(), set.encode, body.clone()).await;
                *outcome = Some(match decided {
                    Ok(mut outcomes) => outcomes.pop().flatten().unwrap_or_else(never_decided),
                    Err(error) => {
                        remember(call, items.get(alone).unwrap_or_default(), &error);
                        Outcome::Refused(error)
                    }
                });
            }
        }
        Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(never_decided)).collect())
    }

    /// Decides a range of the items, and again whenever somebody else has decided one of them meanwhile: that one's key
    /// answers then. `None` stands for an item to be decided by itself.
    async fn decide<C, R, E, F>(
        &self,
        call: &Call,
        items: &Arc<[Item<C>]>,
        range: Range<usize>,
        encode: fn(&R) -> Answer,
        body: F,
    ) -> Result<Vec<Option<Outcome<R, E>>>, E>
    where
        F: AsyncFnOnce(&Tx, &mut Claimed<C, R, E>) -> Result<(), E> + Clone,
        E: From<StoreError> + AsStoreError + Explain,
    {
        for _ in 0..OVERTAKEN {
            let run = self.write_items(call, items, range.clone(), encode, body.clone()).await?;
            if let Some(outcomes) = run {
                return Ok(outcomes);
            }
        }
        Err(E::from(StoreError::LostRace { table: idempotency::TABLE }))
    }

    /// One transaction over a range of the items. Nothing was done and `None` is the answer when it was overtaken.
    async fn write_items<C, R, E, F>(
        &self,
        call: &Call,
        items: &Arc<[Item<C>]>,
        range: Range<usize>,
        encode: fn(&R) -> Answer,
        body: F,
    ) -> Result<Option<Vec<Option<Outcome<R, E>>>>, E>
    where
        F: AsyncFnOnce(&Tx, &mut Claimed<C, R, E>) -> Result<(), E>,
        E: From<StoreError> + AsStoreError + Explain,
    {
        let tx = self.begin_write(call).await?;
        let mut claimed = Claimed::new(items.clone(), range);
        let keys = idempotency::look(&tx, call, &mut claimed).await?;
        if claimed.pending_count() > 0
            && let Err(error) = nested::inside(self.number(), body(&tx, &mut claimed)).await
        {
            tx.rollback().await;
            // who was quicker with the same request may be why it failed
            let of_items = error.as_store_error().is_none_or(StoreError::is_item_fault);
            let overtaken = of_items && idempotency::is_overtaken(self, call, &keys).await.unwrap_or(false);
            return if overtaken { Ok(None) } else { Err(error) };
        }
        idempotency::look_again(&tx, call, &keys, &mut claimed).await?;
        let answers: Vec<Option<Answer>> = claimed.states().iter().map(|state| answer(state, encode)).collect();
        if !idempotency::store(&tx, call, &keys, &answers).await? {
            tx.rollback().await;
            return Ok(None);
        }
        failpoint::reach(Failpoint::IdempotencyAfterAnswer, self.service()).map_err(StoreError::from)?;
        if call.validate_only {
            // nothing was done, and nobody was refused more than an answer
            tx.rollback().await;
            return Ok(Some(outcomes(claimed, answers)));
        }
        trail::append_set(&tx, call, &claimed, &answers).await?;
        tx.commit().await?;
        REQUESTS_REPEATED.add(&[self.service()], claimed.replayed_count());
        if answers.iter().all(Option::is_none) {
            call.origin.refuse(trail::refused_items(&claimed));
        }
        Ok(Some(outcomes(claimed, answers)))
    }
}

/// What to do with a set that failed as a whole: which items to try by themselves.
fn undecided<C, R, E>(call: &Call, items: &[Item<C>], error: E) -> Result<Vec<Option<Outcome<R, E>>>, E>
where
    E: From<StoreError> + AsStoreError + Explain,
{
    match error.as_store_error() {
        Some(fault) if fault.is_item_fault() => Ok(items.iter().map(|_| None).collect()),
        // An item with a key is safe to try again: if the set did commit, its key answers. One without might be done
        // twice, so its caller has to look.
        Some(unknown @ StoreError::CommitUnknown(_)) => {
            let refused = |item: &Item<C>| match item.key {
                Some(_) => None,
                None => Some(Outcome::Refused(E::from(unknown.clone()))),
            };
            Ok(items.iter().map(refused).collect())
        }
        _ => {
            remember(call, items, &error);
            Err(error)
        }
    }
}

/// Has items that were refused written down, if somebody has decided against them. What could not be decided is no
/// refusal.
fn remember<C>(call: &Call, items: &[Item<C>], error: &impl Explain) {
    let undecided = matches!(error.kind(), Kind::Aborted | Kind::Unavailable | Kind::DeadlineExceeded | Kind::Internal);
    if !undecided && !call.validate_only {
        trail::refuse_set(call, items, error);
    }
}

fn answer<R, E>(state: &State<R, E>, encode: fn(&R) -> Answer) -> Option<Answer> {
    match state {
        State::Accepted(result) => Some(encode(result)),
        State::Replayed(_) | State::Refused(_) | State::Twin(_) | State::Pending => None,
    }
}

fn outcomes<C, R, E>(claimed: Claimed<C, R, E>, answers: Vec<Option<Answer>>) -> Vec<Option<Outcome<R, E>>> {
    let states = claimed.into_states();
    let twins: Vec<Option<Vec<u8>>> = states.iter().map(|state| twin_answer(&states, &answers, state)).collect();
    let pairs = states.into_iter().zip(twins);
    let outcome = |(state, answer): (State<R, E>, Option<Vec<u8>>)| match state {
        State::Accepted(result) => Some(Outcome::Accepted(result)),
        State::Replayed(response) => Some(Outcome::Replayed(response)),
        State::Refused(error) => Some(Outcome::Refused(error)),
        // the first of the two was refused, and a refusal is not kept: the second is decided anew
        State::Twin(_) | State::Pending => answer.map(Outcome::Replayed),
    };
    pairs.map(outcome).collect()
}

/// The answer of an earlier item of the set with the same key.
fn twin_answer<R, E>(states: &[State<R, E>], answers: &[Option<Answer>], state: &State<R, E>) -> Option<Vec<u8>> {
    let State::Twin(first) = state else { return None };
    match states.get(*first)? {
        State::Accepted(_) => answers.get(*first)?.as_ref().map(|answer| answer.bytes.clone()),
        State::Replayed(response) => Some(response.clone()),
        State::Refused(_) | State::Twin(_) | State::Pending => None,
    }
}

/// `look_again` lets no item through undecided, and an item by itself has no twin.
fn never_decided<R, E: From<StoreError>>() -> Outcome<R, E> {
    Outcome::Refused(E::from(StoreError::Undecided))
}
