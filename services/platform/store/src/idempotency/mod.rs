//! What makes a repeated request free: the key, the hash of the request and the response of every accepted item, stored
//! in the transaction of its effect. Refusals are not stored: a retry decides anew.
//!
//! PostgreSQL claims a key before anything is decided, so that a retry that overtakes its first try waits for it and
//! gets its answer instead of a refusal. SQLite's writer is alone: it looks first and writes accepted keys once, at the
//! end.

pub(crate) mod entity;
mod prune;
mod stored;

use std::collections::HashMap;

use o2c_kernel::{Answer, Call, RequestKey, machine_now};
use o2c_telemetry::metrics::REQUESTS_REPEATED;
use uuid::Uuid;

pub use prune::prune;

use crate::claimed::{Claimed, State};
use crate::engine::Engine;
use crate::error::StoreError;
use crate::set;
use crate::tx::Tx;

/// The keys that this run holds, by the position of their item.
pub(crate) struct Claims(Vec<(usize, RequestKey)>);

/// Answers the items whose key is known, and claims the keys of the others.
pub(crate) async fn claim<C, R, E>(tx: &Tx, call: &Call, claimed: &mut Claimed<C, R, E>) -> Result<Claims, StoreError>
where
    E: From<StoreError>,
{
    let first = first_of_each(claimed);
    if first.is_empty() {
        return Ok(Claims(first));
    }
    let (ours, others) = match tx.engine() {
        Engine::Sqlite => (Vec::new(), first),
        Engine::Postgres => insert_claims(tx, call, first).await?,
    };
    let mut stored = stored::read(tx, call, others.iter().map(|(_, key)| key.request_id)).await?;
    let mut claims = ours;
    for (position, key) in others {
        match stored.remove(&key.request_id) {
            Some(answer) if answer.hash == key.hash => {
                REQUESTS_REPEATED.add(&[tx.service()], 1);
                claimed.set(position, State::Replayed(answer.response));
            }
            Some(_) => claimed.set(position, State::Refused(E::from(StoreError::RequestIdReused))),
            None => claims.push((position, key)),
        }
    }
    Ok(Claims(claims))
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

/// Inserts the keys without a response; waits for whoever is just deciding one of them. Ours first, then those known.
async fn insert_claims(tx: &Tx, call: &Call, keys: Positions) -> Result<(Positions, Positions), StoreError> {
    let rows = keys.iter().map(|(_, key)| entity::row(call, *key, None, machine_now()));
    let new = set::insert_returning_new::<entity::Entity>(tx, rows, &[entity::Column::RequestId]).await?;
    let (ours, others): (Vec<_>, Vec<_>) = keys.into_iter().zip(new).partition(|(_, new)| *new);
    let plain = |keys: Vec<((usize, RequestKey), bool)>| keys.into_iter().map(|(key, _)| key).collect();
    Ok((plain(ours), plain(others)))
}

/// Stores the responses of what was accepted (by the places of their items), and lets go of the keys of what was refused.
///
/// # Errors
/// [`StoreError::Undecided`] when an item was forgotten.
pub(crate) async fn finish<C, R, E>(
    tx: &Tx,
    call: &Call,
    claims: Claims,
    claimed: &Claimed<C, R, E>,
    answers: &[Option<Answer>],
) -> Result<(), StoreError> {
    if claimed.pending_count() > 0 {
        return Err(StoreError::Undecided);
    }
    let mut accepted = Vec::with_capacity(claims.0.len());
    let mut refused = Vec::new();
    for (position, key) in claims.0 {
        match answers.get(position) {
            Some(Some(answer)) => accepted.push(entity::row(call, key, Some(answer.bytes.clone()), machine_now())),
            _ => refused.push(key.request_id),
        }
    }
    match tx.engine() {
        Engine::Sqlite => set::insert::<entity::Entity>(tx, accepted).await?,
        Engine::Postgres => {
            stored::forget(tx, call, refused).await?;
            set::update::<entity::Entity>(tx, accepted).await?
        }
    };
    Ok(())
}
