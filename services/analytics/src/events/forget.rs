//! Forgets a customer in what is archived, whenever somebody says that they have.
//!
//! Which orders were theirs, orders has said. A fact that came late, behind what orders said, is found when billing and
//! receivables say the same.

use std::sync::LazyLock;

use o2c_kernel::{ERASED, TenantId};
use o2c_messaging::Envelope;
use o2c_proto::{Event as _, orders::v1::CustomerErased, personal};
use o2c_store::{StoreError, Tx};
use prost::Message as _;
use uuid::Uuid;

use super::contract::EVENT_TYPES;
use crate::storage::archive;

/// Facts that are read at once.
const PAGE: u64 = 256;

/// The types of facts that may name somebody.
static NAMING: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    EVENT_TYPES.iter().map(|event| event.name).filter(|name| personal::names_somebody(name)).collect()
});

/// Of a set of facts that was just archived.
pub async fn forget(tx: &Tx, tenant: &TenantId, facts: &[Envelope]) -> Result<(), StoreError> {
    for fact in facts.iter().filter(|fact| personal::forgets(&fact.type_name)) {
        let mut related = vec![fact.aggregate_id];
        for payload in archive::payloads(tx, tenant, fact.aggregate_id, CustomerErased::TYPE).await? {
            let known = CustomerErased::decode(&*payload).unwrap_or_default();
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
            let without = personal::erased(&event.type_name, &event.payload, ERASED).ok()?;
            let changes = without != event.payload;
            event.payload = without;
            changes.then_some(event)
        });
        archive::overwrite(tx, changed.collect()).await?;
    }
}
