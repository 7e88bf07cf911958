//! One pass of sealing: what waits goes into the next block of its chain, in one transaction.

use std::{collections::BTreeMap, time::Duration};

use o2c_kernel::{Deadline, TenantId, machine_now};
use o2c_store::{Store, StoreError, Tx, trail::Entry};
use uuid::Uuid;

use crate::{
    block::{Block, Hash, Member, entry_hash},
    storage::{
        self,
        blocks::{self, Head},
        entries, unreadable,
        unsealed::{self, Unsealed},
    },
};

/// Entries of a pass: an entry is a whole set, so this bounds its memory to a few megabytes.
pub(crate) const ENTRIES: u64 = 256;

const DEADLINE: Duration = Duration::from_secs(30);

/// What a pass has done.
#[derive(Debug, Default)]
pub struct Sealed {
    pub entries: usize,
    /// Where the chains are now that got a block.
    pub heads: Vec<(TenantId, Head)>,
}

/// Seals the oldest entries that wait, a block for each tenant among them. Whether it is the right time for it, and
/// whether somebody else does it, is the caller's to know: two at once cannot both commit.
///
/// # Errors
/// Those of the database; then nothing was sealed.
pub async fn seal(store: &Store) -> Result<Sealed, StoreError> {
    let waiting = store.read(Deadline::after(DEADLINE), async |tx| unsealed::oldest(tx, ENTRIES).await).await?;
    if waiting.is_empty() {
        return Ok(Sealed::default());
    }
    store.write(Deadline::after(DEADLINE), async |tx| blocks_of(tx, store.service(), waiting).await).await
}

async fn blocks_of(tx: &Tx, service: &str, waiting: Vec<Unsealed>) -> Result<Sealed, StoreError> {
    let mut chains: BTreeMap<TenantId, Vec<Uuid>> = BTreeMap::new();
    for row in &waiting {
        chains.entry(storage::tenant(&row.tenant)?).or_default().push(row.entry_id);
    }
    let tenants: Vec<TenantId> = chains.keys().cloned().collect();
    let heads = blocks::heads(tx, &tenants).await?;
    let sealed_at = machine_now().micros();
    let (mut sealed, mut named) = (Vec::new(), Vec::new());
    for (tenant, ids) in chains {
        let before = heads.get(&tenant).copied().unwrap_or(Head::NONE);
        let members = members(tx, &tenant, &ids, &mut named).await?;
        let number = before.number.saturating_add(1);
        let block = Block { tenant, number, sealed_at, members, previous: before.hash };
        let hash = block.hash(service);
        sealed.push((block, hash));
    }
    blocks::insert(tx, &sealed).await?;
    blocks::index(tx, named).await?;
    if unsealed::remove(tx, &waiting).await? != waiting.len() as u64 {
        // somebody else has sealed some of them
        return Err(StoreError::LostRace { table: "audit_unsealed" });
    }
    let head = |(block, hash): (Block, Hash)| (block.tenant, Head { number: block.number, hash });
    Ok(Sealed { entries: waiting.len(), heads: sealed.into_iter().map(head).collect() })
}

/// The members of a block, in the order of their ids; adds which documents they name.
async fn members(
    tx: &Tx,
    tenant: &TenantId,
    ids: &[Uuid],
    named: &mut Vec<(String, Uuid, Uuid)>,
) -> Result<Vec<Member>, StoreError> {
    let mut rows = entries::find(tx, tenant, ids.iter().copied()).await?;
    rows.sort_unstable_by_key(|row| row.entry_id);
    let mut members = Vec::with_capacity(rows.len());
    for row in rows {
        let entry = Entry::decode(&row.body).ok_or_else(|| unreadable("an entry that is none"))?;
        let documents = entry.documents().into_iter();
        named.extend(documents.map(|document| (row.tenant.clone(), document, row.entry_id)));
        members.push(Member { entry: row.entry_id, hash: entry_hash(&row.body) });
    }
    Ok(members)
}
