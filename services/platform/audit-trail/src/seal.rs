//! One pass of sealing: what waits goes into the next block of its chain, in one transaction.

use std::{collections::BTreeMap, time::Duration};

use o2c_kernel::{Deadline, TenantId, machine_now};
use o2c_store::{Store, StoreError, Tx, trail::Entry};
use uuid::Uuid;

use crate::{
    block::{Block, Hash, Member, entry_hash},
    index::{Pair, Run, pairs},
    storage::{
        self,
        blocks::{self, Head},
        entries, index, unreadable,
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
/// Reads beside everybody else; only the writing waits for its turn.
///
/// # Errors
/// Those of the database; then nothing was sealed.
pub async fn seal(store: &Store) -> Result<Sealed, StoreError> {
    let soon = || Deadline::after(DEADLINE);
    let pass = store.read(soon(), async |tx| Pass::prepare(tx, store.service()).await).await?;
    if pass.waiting.is_empty() {
        return Ok(Sealed::default());
    }
    store.write(soon(), async |tx| pass.write(tx).await).await?;
    let head = |(block, hash): (Block, Hash)| (block.tenant, Head { number: block.number, hash });
    Ok(Sealed { entries: pass.waiting.len(), heads: pass.blocks.into_iter().map(head).collect() })
}

/// What a pass is to write.
#[derive(Debug, Default)]
struct Pass {
    waiting: Vec<Unsealed>,
    blocks: Vec<(Block, Hash)>,
    runs: Vec<Run>,
}

impl Pass {
    async fn prepare(tx: &Tx, service: &str) -> Result<Self, StoreError> {
        let waiting = unsealed::oldest(tx, ENTRIES).await?;
        let mut chains: BTreeMap<TenantId, Vec<Uuid>> = BTreeMap::new();
        for row in &waiting {
            chains.entry(storage::tenant(&row.tenant)?).or_default().push(row.entry_id);
        }
        let tenants: Vec<TenantId> = chains.keys().cloned().collect();
        let heads = blocks::heads(tx, &tenants).await?;
        let sealed_at = machine_now().micros();
        let mut pass = Self { waiting, ..Self::default() };
        for (tenant, ids) in chains {
            let before = heads.get(&tenant).copied().unwrap_or(Head::NONE);
            let (members, named) = members(tx, &tenant, &ids).await?;
            let number = before.number.saturating_add(1);
            pass.runs.push(Run::new(tenant.clone(), number, named));
            let block = Block { tenant, number, sealed_at, members, previous: before.hash };
            let hash = block.hash(service);
            pass.blocks.push((block, hash));
        }
        Ok(pass)
    }

    /// Fails where somebody else was faster: the block's number is taken, or what waited is sealed.
    async fn write(&self, tx: &Tx) -> Result<(), StoreError> {
        blocks::insert(tx, &self.blocks).await?;
        index::insert(tx, &self.runs).await?;
        if unsealed::remove(tx, &self.waiting).await? != self.waiting.len() as u64 {
            return Err(StoreError::LostRace { table: "audit_unsealed" });
        }
        Ok(())
    }
}

/// The members of a block, in the order of their ids, and which documents they name.
async fn members(tx: &Tx, tenant: &TenantId, ids: &[Uuid]) -> Result<(Vec<Member>, Vec<Pair>), StoreError> {
    let mut rows = entries::find(tx, tenant, ids.iter().copied()).await?;
    rows.sort_unstable_by_key(|row| row.entry_id);
    let (mut members, mut named) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let entry = Entry::decode(&row.body).ok_or_else(|| unreadable("an entry that is none"))?;
        named.extend(pairs(&entry));
        members.push(Member { entry: row.entry_id, hash: entry_hash(&row.body) });
    }
    Ok((members, named))
}
