//! Questions about keys.

use o2c_kernel::{Call, KeyPart, PageSize};

use crate::{
    domain::{ApiKey, ApiKeyId, Refusal},
    error::ApiKeysError,
    service::ApiKeys,
    storage,
};

/// Which page of the list.
#[derive(Clone, Debug)]
pub struct PageQuery {
    pub size: PageSize,
    /// The key at which the page before ended; empty for the first.
    pub after: Vec<KeyPart>,
}

/// A page of keys, newest first.
#[derive(Debug)]
pub struct KeysPage {
    pub keys: Vec<ApiKey>,
    pub more: bool,
}

pub async fn get_api_key(keys: &ApiKeys, call: &Call, id: ApiKeyId) -> Result<ApiKey, ApiKeysError> {
    let tx = keys.store.begin_read(call).await?;
    let found = storage::keys::find(&tx, call.tenant(), id).await?;
    tx.rollback().await;
    found.ok_or(ApiKeysError::Refused(Refusal::NotFound))
}

pub async fn list_api_keys(keys: &ApiKeys, call: &Call, page: PageQuery) -> Result<KeysPage, ApiKeysError> {
    let before = match page.after.as_slice() {
        [KeyPart::Uuid(id)] => Some(*id),
        _ => None,
    };
    let tx = keys.store.begin_read(call).await?;
    let mut found = storage::keys::page(&tx, call.tenant(), before, page.size.get() + 1).await?;
    tx.rollback().await;
    let wanted = usize::try_from(page.size.get()).unwrap_or(usize::MAX);
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok(KeysPage { keys: found, more })
}
