//! A set of items in one transaction, and item by item when the set cannot be committed as a whole.

use std::ops::Range;
use std::sync::Arc;

use o2c_kernel::failpoint::{self, Failpoint};
use o2c_kernel::{Call, Item, Outcome, PerItem, Set};

use crate::claimed::{Claimed, State};
use crate::connect::Store;
use crate::error::{AsStoreError, StoreError};
use crate::tx::Tx;
use crate::{idempotency, nested};

impl Store {
    /// Decides a set: claims the items' keys, lets `body` accept or refuse what is pending, stores the answers of what
    /// was accepted, and commits all of it together.
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
        E: From<StoreError> + AsStoreError,
    {
        let items: Arc<[Item<C>]> = set.items.into();
        let everything = 0..items.len();
        if everything.is_empty() {
            return Ok(Vec::new());
        }
        let together = self.write_items(call, &items, everything, set.encode, body.clone()).await;
        let mut outcomes = match together {
            Ok(outcomes) => outcomes,
            Err(error) => undecided(&items, error)?,
        };
        for (position, outcome) in outcomes.iter_mut().enumerate() {
            if outcome.is_none() {
                let alone = position..position.saturating_add(1);
                let decided = self.write_items(call, &items, alone, set.encode, body.clone()).await;
                *outcome = Some(match decided {
                    Ok(mut outcomes) => outcomes.pop().flatten().unwrap_or_else(never_decided),
                    Err(error) => Outcome::Refused(error),
                });
            }
        }
        Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(never_decided)).collect())
    }

    /// One transaction over a range of the items. `None` stands for an item to be decided by itself.
    async fn write_items<C, R, E, F>(
        &self,
        call: &Call,
        items: &Arc<[Item<C>]>,
        range: Range<usize>,
        encode: fn(&R) -> Vec<u8>,
        body: F,
    ) -> Result<Vec<Option<Outcome<R, E>>>, E>
    where
        F: AsyncFnOnce(&Tx, &mut Claimed<C, R, E>) -> Result<(), E>,
        E: From<StoreError> + AsStoreError,
    {
        let tx = self.begin_write(call).await?;
        let mut claimed = Claimed::new(items.clone(), range);
        let claims = idempotency::claim(&tx, call, &mut claimed).await?;
        failpoint::reach(Failpoint::IdempotencyAfterClaim, self.service()).map_err(StoreError::from)?;
        if claimed.pending_count() > 0
            && let Err(error) = nested::inside(self.number(), body(&tx, &mut claimed)).await
        {
            tx.rollback().await;
            return Err(error);
        }
        idempotency::finish(&tx, call, claims, &claimed, encode).await?;
        if call.validate_only {
            tx.rollback().await;
        } else {
            tx.commit().await?;
        }
        Ok(outcomes(claimed, encode))
    }
}

/// What to do with a set that failed as a whole: which items to try by themselves.
fn undecided<C, R, E>(items: &[Item<C>], error: E) -> Result<Vec<Option<Outcome<R, E>>>, E>
where
    E: From<StoreError> + AsStoreError,
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
        _ => Err(error),
    }
}

fn outcomes<C, R, E>(claimed: Claimed<C, R, E>, encode: fn(&R) -> Vec<u8>) -> Vec<Option<Outcome<R, E>>> {
    let states = claimed.into_states();
    let answers: Vec<Option<Vec<u8>>> = states.iter().map(|state| twin_answer(&states, state, encode)).collect();
    let pairs = states.into_iter().zip(answers);
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
fn twin_answer<R, E>(states: &[State<R, E>], state: &State<R, E>, encode: fn(&R) -> Vec<u8>) -> Option<Vec<u8>> {
    let State::Twin(first) = state else { return None };
    match states.get(*first)? {
        State::Accepted(result) => Some(encode(result)),
        State::Replayed(response) => Some(response.clone()),
        State::Refused(_) | State::Twin(_) | State::Pending => None,
    }
}

/// `finish` lets no item through undecided, and an item by itself has no twin.
fn never_decided<R, E: From<StoreError>>() -> Outcome<R, E> {
    Outcome::Refused(E::from(StoreError::Undecided))
}
