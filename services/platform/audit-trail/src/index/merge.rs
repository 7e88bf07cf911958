//! Merging runs.

use std::time::Duration;

use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError};

use super::{Run, unpack};
use crate::storage::{
    index::{self, Stored},
    unreadable,
};

const DEADLINE: Duration = Duration::from_secs(30);

/// Merges what these chains have too many of, until none has.
///
/// # Errors
/// Those of the database; what was merged stays merged. A lost race: somebody else merges, too.
pub async fn merge(store: &Store, tenants: &[TenantId]) -> Result<(), StoreError> {
    loop {
        let due = store.read(Deadline::after(DEADLINE), async |tx| index::crowded(tx, tenants).await).await?;
        if due.is_empty() {
            return Ok(());
        }
        for (tenant, class) in due {
            merge_class(store, &tenant, class).await?;
        }
    }
}

/// Reads beside everybody else; only the writing waits for its turn.
async fn merge_class(store: &Store, tenant: &TenantId, class: i32) -> Result<(), StoreError> {
    let soon = || Deadline::after(DEADLINE);
    let stored = store.read(soon(), async |tx| index::oldest_of_class(tx, tenant, class).await).await?;
    let merged = merged(tenant, &stored)?;
    let written = store.write(soon(), async |tx| {
        index::remove(tx, tenant, &stored).await?;
        index::insert(tx, &[merged]).await
    });
    written.await
}

fn merged(tenant: &TenantId, stored: &[Stored]) -> Result<Run, StoreError> {
    let mut pairs = Vec::new();
    for page in stored.iter().flat_map(|run| &run.pages) {
        pairs.extend(unpack(&page.packed).ok_or_else(|| unreadable("a page of the index that is none"))?);
    }
    let last_block = stored.iter().map(|stored| stored.run.last_block).max().unwrap_or_default();
    Ok(Run::new(tenant.clone(), last_block, pairs))
}
