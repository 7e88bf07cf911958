//! What an operator's command does: sets of one that no request has asked for.

use o2c_kernel::{Answer, Call, Item, Outcome, PerItem, Set};

use super::{Create, Creating, Revoke, create_api_keys, revoke_api_keys};
use crate::{
    domain::{ApiKey, ApiKeyId, Refusal},
    error::ApiKeysError,
    secret::Secret,
    service::ApiKeys,
};

/// Makes a key. Its secret is in the answer and nowhere else.
pub async fn create_one(keys: &ApiKeys, call: &Call, create: Create) -> Result<(ApiKey, Secret), ApiKeysError> {
    let creating = Creating::of(keys);
    let key = only(create_api_keys(&creating, call, set(create)).await?)?;
    let secret = creating.take(key.id).ok_or(ApiKeysError::Chance)?;
    Ok((key, secret))
}

/// Takes a key back; again is fine.
pub async fn revoke_one(keys: &ApiKeys, call: &Call, id: ApiKeyId) -> Result<ApiKey, ApiKeysError> {
    only(revoke_api_keys(keys, call, set(Revoke(id))).await?)
}

fn set<C>(command: C) -> Set<C, ApiKey> {
    // Nobody repeats it, so no answer is stored; the audit trail names the key.
    let encode = |key: &ApiKey| Answer { bytes: Vec::new(), documents: vec![("api_key_id", key.id.uuid())] };
    Set { items: vec![Item::unkeyed(command)], encode }
}

fn only(outcomes: PerItem<ApiKey, ApiKeysError>) -> Result<ApiKey, ApiKeysError> {
    match outcomes.into_iter().next() {
        Some(Outcome::Accepted(key)) => Ok(key),
        Some(Outcome::Refused(error)) => Err(error),
        Some(Outcome::Replayed(_)) | None => Err(ApiKeysError::Refused(Refusal::NotFound)),
    }
}
