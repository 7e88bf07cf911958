//! Reading all rows of all tenants, a page a snapshot, in bounded memory.

use std::time::Duration;

use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError, Tx};
use uuid::Uuid;

/// Rows of a page.
pub const PAGE: u64 = 500;
const READING: Duration = Duration::from_secs(30);

/// A snapshot for one page.
pub async fn snapshot(store: &Store) -> Result<Tx, StoreError> {
    store.begin_read(Deadline::after(READING)).await
}

/// A key of (tenant, document).
pub type After = Option<(TenantId, Uuid)>;
