//! What makes a repeated request free: the key, the hash of the request and the response of every accepted item, stored
//! in the transaction of its effect. Refusals are not stored: a retry decides anew.
//!
//! A key is written once, with its answer, after everything is decided. Whoever decides the same request at the same time
//! writes the same key and waits there for who was first: then what it has done is rolled back, and the key answers.
//! A refusal looks for the key once more before it is given: it may be the first one's effect that it was refused for.
//! SQLite's writer is alone, and nobody can have been quicker.

pub(crate) mod entity;
mod prune;
mod stored;

use std::collections::HashMap;

use o2c_kernel::{Answer, Call, RequestKey, machine_now};
use uuid::Uuid;

pub use prune::{KEPT, prune};

use crate::claimed::{Claimed, State};
use crate::connect::Store;
use crate::engine::Engine;
use crate::error::StoreError;
use crate::set;
use crate::tx::Tx;

pub(crate) const TABLE: &str = "idempotency_key";

/// The keys that this run decides, by the position of their item.
#[derive(Clone, Debug)]
pub(crate) struct Keys(Vec<(usize, RequestKey)>);

/// Answers the items whose key is known; the keys of the others.
pub(crate) async fn look<C, R, E>(tx: &Tx, call: &Call, claimed: &mut Claimed<C, R, E>) -> Result<Keys, StoreError>
where
    E: From<StoreError>,
{
    let keys = first_of_each(claimed);
    Ok(Keys(answer_known(tx, call, claimed, keys).await?))
}

/// Answers the items of these keys that are known; the keys of the others.
async fn answer_known<C, R, E: From<StoreError>>(
    tx: &Tx,
    call: &Call,
    claimed: &mut Claimed<C, R, E>,
    keys: Positions,
) -> Result<Positions, StoreError> {
    let mut stored = stored::read(tx, call, keys.iter().map(|(_, key)| key.request_id)).await?;
    let mut unknown = Vec::with_capacity(keys.len());
    for (position, key) in keys {
        match stored.remove(&key.request_id) {
            Some(answer) if answer.hash == key.hash => claimed.set(position, State::Replayed(answer.response)),
            Some(_) => claimed.set(position, State::Refused(E::from(StoreError::RequestIdReused))),
            None => unknown.push((position, key)),
        }
    }
    Ok(unknown)
}

/// The first item of each key. A later one gets the first's answer, or is refused when it asks for something else.
fn first_of_each<C, R, E: From<StoreError>>(claimed: &mut Claimed<C, R, E>) -> Vec<(usize, RequestKey)> {
    let keys: Vec<(usize, RequestKey)> = claimed.keys().collect();
    let mut seen: HashMap<Uuid, (usize, RequestKey)> = HashMap::with_capacity(keys.len());
    let mut first = Vec::with_capacity(keys.len());
    for (position, key) in keys {
        match seen.get(&key.request_id) {
            None => {
                seen.insert(key.request_id, (position, key));
                first.push((position, key));
            }
            Some((earlier, same)) if same.hash == key.hash => claimed.set(position, State::Twin(*earlier)),
            Some(_) => claimed.set(position, State::Refused(E::from(StoreError::RequestIdReused))),
        }
    }
    first
}

type Positions = Vec<(usize, RequestKey)>;

/// Answers what was refused and was accepted meanwhile, in another transaction.
///
/// # Errors
/// [`StoreError::Undecided`] when an item was forgotten.
pub(crate) async fn look_again<C, R, E: From<StoreError>>(
    tx: &Tx,
    call: &Call,
    keys: &Keys,
    claimed: &mut Claimed<C, R, E>,
) -> Result<(), StoreError> {
    if claimed.pending_count() > 0 {
        return Err(StoreError::Undecided);
    }
    if tx.engine() == Engine::Postgres {
        let states = claimed.states();
        let is_refused = |at: usize| matches!(states.get(at), Some(State::Refused(_)));
        let refused = keys.0.iter().copied().filter(|(position, _)| is_refused(*position)).collect();
        answer_known(tx, call, claimed, refused).await?;
    }
    Ok(())
}

/// Stores the keys of what was accepted with their answers (by the places of their items). False when somebody else has
/// stored one of them meanwhile: this transaction must not be committed then.
pub(crate) async fn store(tx: &Tx, call: &Call, keys: &Keys, answers: &[Option<Answer>]) -> Result<bool, StoreError> {
    let now = machine_now();
    let row = |(position, key): &(usize, RequestKey)| {
        let answer = answers.get(*position)?.as_ref()?;
        Some(entity::row(call, *key, Some(answer.bytes.clone()), now))
    };
    let rows: Vec<entity::Model> = keys.0.iter().filter_map(row).collect();
    let accepted = rows.len();
    let stored = set::insert_ignoring_conflicts::<entity::Entity>(tx, rows).await?;
    Ok(usize::try_from(stored) == Ok(accepted))
}

/// Whether one of the keys has been stored by now: what failed may have failed because of that.
///
/// # Errors
/// Those of the database.
pub(crate) async fn is_overtaken(store: &Store, call: &Call, keys: &Keys) -> Result<bool, StoreError> {
    if keys.0.is_empty() || store.engine() == Engine::Sqlite {
        return Ok(false);
    }
    let ids: Vec<Uuid> = keys.0.iter().map(|(_, key)| key.request_id).collect();
    store.read(call, async |tx| Ok(!stored::read(tx, call, ids.iter().copied()).await?.is_empty())).await
}
