//! Bringing the index up to the end of its chain.

use std::time::Duration;

use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError, Tx, trail::Entry};
use uuid::Uuid;

use super::{Run, merge, pairs};
use crate::storage::{
    blocks::{self, Stored},
    entries, index,
};

const DEADLINE: Duration = Duration::from_secs(30);
/// Blocks that are taken in at once.
const BLOCKS: u64 = 16;

/// Takes in what these chains have and the index does not: all of it, where there is no index.
///
/// # Errors
/// Those of the database; what was taken in stays.
pub async fn rebuild(store: &Store, tenants: &[TenantId]) -> Result<(), StoreError> {
    let soon = || Deadline::after(DEADLINE);
    let reached = store.read(soon(), async |tx| index::reached(tx, tenants).await).await?;
    for tenant in tenants {
        let mut last = reached.get(tenant).copied().unwrap_or_default();
        loop {
            let read = store.read(soon(), async |tx| {
                let blocks = blocks::after(tx, tenant, last, BLOCKS).await?;
                run_of(tx, tenant, blocks).await
            });
            let Some(run) = read.await? else { break };
            last = run.last_block;
            store.write(soon(), async |tx| index::insert(tx, &[run]).await).await?;
            merge(store, std::slice::from_ref(tenant)).await?;
        }
    }
    Ok(())
}

/// What these blocks name. What is wrong with an entry is for the verification to say.
async fn run_of(tx: &Tx, tenant: &TenantId, blocks: Vec<Stored>) -> Result<Option<Run>, StoreError> {
    let Some(last) = blocks.last().map(|stored| stored.block.number) else { return Ok(None) };
    let ids: Vec<Uuid> = blocks.iter().flat_map(|stored| &stored.block.members).map(|member| member.entry).collect();
    let mut named = Vec::new();
    for row in entries::find(tx, tenant, ids).await? {
        named.extend(Entry::decode(&row.body).iter().flat_map(pairs));
    }
    Ok(Some(Run::new(tenant.clone(), last, named)))
}
