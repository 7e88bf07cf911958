//! A key is taken back.

use o2c_kernel::{Applied, Call, PerItem, Set, machine_now};
use o2c_store::{Claimed, Tx};

use crate::{
    domain::{ApiKey, ApiKeyId, Refusal},
    error::ApiKeysError,
    service::ApiKeys,
    storage,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Revoke(pub ApiKeyId);

pub async fn revoke_api_keys(
    keys: &ApiKeys,
    call: &Call,
    set: Set<Revoke, ApiKey>,
) -> Result<PerItem<ApiKey, ApiKeysError>, ApiKeysError> {
    keys.store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<Revoke, ApiKey, ApiKeysError>| {
            let ids: Vec<ApiKeyId> = claimed.pending().map(|revoke| revoke.0).collect();
            let mut loaded = storage::keys::lock(tx, call.tenant(), ids).await?;
            let mut revoked = Vec::new();
            for item in claimed.items_mut() {
                let Revoke(id) = *item.command();
                let Some(key) = loaded.iter_mut().find(|key| key.id == id) else {
                    item.refuse(Refusal::NotFound.into());
                    continue;
                };
                if key.revoke(call.principal(), machine_now()) == Applied::Now(()) {
                    revoked.push(key.clone());
                }
                item.accept(key.clone());
            }
            storage::keys::save_ends(tx, call.tenant(), &revoked).await?;
            Ok(())
        })
        .await
}
