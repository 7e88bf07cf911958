//! A key, as the edge looks it up: by the id that a caller shows, whatever the tenant.

use std::time::Duration;

use o2c_kernel::{Deadline, Instant, TenantId};
use o2c_store::{Store, StoreError};

use crate::{
    domain::{ApiKey, ApiKeyId},
    storage,
};

/// How long a look-up may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whose key it is, and what is kept of its secret.
#[derive(Clone, Debug)]
pub struct Known {
    pub tenant: TenantId,
    pub key: ApiKey,
    pub secret_hash: [u8; 32],
}

/// The keys of all tenants.
#[derive(Clone)]
pub struct KeyStore(Store);

impl KeyStore {
    /// Over a store that has been migrated.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    pub async fn find(&self, id: ApiKeyId) -> Result<Option<Known>, StoreError> {
        self.0.read(Deadline::after(PATIENCE), async |tx| storage::keys::of_any_tenant(tx, id).await).await
    }

    pub async fn note_use(&self, known: &Known, at: Instant) -> Result<(), StoreError> {
        let write = self.0.write(Deadline::after(PATIENCE), async |tx| {
            storage::keys::note_use(tx, &known.tenant, known.key.id, at).await
        });
        write.await
    }
}
