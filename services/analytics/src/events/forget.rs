//! Forgets a customer in what is archived, whenever somebody says that they have.
//!
//! Which orders were theirs, orders has said. A fact that came late, behind what orders said, is found when billing and
//! receivables say the same.

use o2c_kernel::TenantId;
use o2c_messaging::Envelope;
use o2c_proto::{Event, billing::v1 as billing, orders::v1 as orders, receivables::v1 as receivables};
use o2c_store::{StoreError, Tx};
use prost::Message as _;
use uuid::Uuid;

use super::personal::{NAMING, erased};
use crate::storage::archive;

/// Facts that are read at once.
const PAGE: u64 = 256;

/// Of a set of facts that was just archived.
pub async fn forget(tx: &Tx, tenant: &TenantId, facts: &[Envelope]) -> Result<(), StoreError> {
    let said = [orders::CustomerErased::TYPE, billing::CustomerErased::TYPE, receivables::CustomerErased::TYPE];
    for fact in facts.iter().filter(|fact| said.contains(&&*fact.type_name)) {
        let mut related = vec![fact.aggregate_id];
        for payload in archive::payloads(tx, tenant, fact.aggregate_id, orders::CustomerErased::TYPE).await? {
            let known = orders::CustomerErased::decode(&*payload).unwrap_or_default();
            related.extend(known.order_ids.iter().filter_map(|id| Uuid::parse_str(id).ok()));
        }
        for related in related.chunks(PAGE as usize) {
            erase(tx, tenant, related).await?;
        }
    }
    Ok(())
}

async fn erase(tx: &Tx, tenant: &TenantId, related: &[Uuid]) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let found = archive::related(tx, tenant, related, &NAMING, after, PAGE).await?;
        let Some(last) = found.last() else { return Ok(()) };
        after = last.offset;
        let changed = found.into_iter().filter_map(|mut event| {
            // what the contract does not know any more was read when it came: it holds no field that is personal today
            let without = erased(&event.type_name, &event.payload).ok()?;
            let changes = without != event.payload;
            event.payload = without;
            changes.then_some(event)
        });
        archive::overwrite(tx, changed.collect()).await?;
    }
}
