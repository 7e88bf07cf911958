//! What is stated, held against what is on record.

use std::collections::HashMap;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use crate::{
    envelope::Envelope,
    fact::Fact,
    outbox::Outbox,
    storage::{self, heads::Advanced, record},
};

/// The facts that are not on record. Each of those that are must be the next one there, word for word; its aggregate has
/// come that far then. `heads` are where the aggregates stand after they were advanced, and by how many facts.
pub(crate) async fn only_new(
    tx: &Tx,
    outbox: &Outbox,
    tenant: &TenantId,
    facts: Vec<Fact>,
    heads: &HashMap<Uuid, (Advanced, i64)>,
) -> Result<Vec<Fact>, StoreError> {
    let mut expected: HashMap<Uuid, Vec<Envelope>> = HashMap::new();
    for (aggregate, (head, stated)) in heads {
        let Some(redone) = head.redone else { continue };
        let stood = head.last - stated;
        let again = (stood - redone).min(*stated);
        let producer = outbox.producer();
        let recorded = storage::outbox::of_aggregate(tx, producer, tenant, *aggregate, redone, again).await?;
        // taken from behind as they are stated
        expected.insert(*aggregate, recorded.into_iter().rev().map(|(_, envelope)| envelope).collect());
        let come = redone + again;
        let redone = (come < stood).then_some(come);
        record::put(tx, tenant.as_str(), *aggregate, head.last - again, redone).await?;
    }
    let mut new = Vec::with_capacity(facts.len());
    for fact in facts {
        match expected.get_mut(&fact.aggregate_id).and_then(Vec::pop) {
            None => new.push(fact),
            Some(recorded) if says_the_same(&recorded, &fact) => {}
            Some(_) => return Err(StoreError::BehindRecord { aggregate: fact.aggregate_id }),
        }
    }
    Ok(new)
}

fn says_the_same(recorded: &Envelope, fact: &Fact) -> bool {
    *recorded.type_name == *fact.type_name && recorded.payload == fact.payload
}
