//! Stating facts, in the transaction of what caused them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use o2c_kernel::{Call, Instant, machine_now, new_uuid};
use o2c_store::{StoreError, Tx, trail};
use uuid::Uuid;

use crate::{
    fact::Fact,
    outbox::Outbox,
    record,
    storage::{
        heads::{self, Advance, Advanced},
        outbox::{self as rows, Row},
    },
    traces,
};

/// Writes the facts to the outbox with dense numbers per aggregate, in the order given; one aggregate may have several.
/// When the transaction commits, the relay is woken.
///
/// Three statements a set: the heads (in key order, so that two sets never wait for each other crosswise), the rows, and
/// that they are to be published.
///
/// After a restore, what stands on record already is not stated again: what is done once more must say what was said then.
pub async fn publish(tx: &Tx, outbox: &Outbox, call: &Call, facts: Vec<Fact>) -> Result<(), StoreError> {
    if facts.is_empty() {
        return Ok(());
    }
    let now = machine_now();
    trail::mention(tx, facts.iter().map(|fact| (fact.aggregate_type, fact.aggregate_id)));
    let mut heads = advance(tx, call, &facts, now).await?;
    let facts = match heads.values().any(|(head, _)| head.redone.is_some()) {
        true => record::only_new(tx, outbox, call.tenant(), facts, &heads).await?,
        false => facts,
    };
    if facts.is_empty() {
        return Ok(());
    }
    let mut next = heads.drain().map(|(aggregate, (head, facts))| (aggregate, head.last - facts + 1)).collect();
    let rows = facts.into_iter().map(|fact| row(outbox, call, fact, &mut next, now)).collect();
    rows::insert(tx, rows, now).await?;

    let committed = Arc::clone(outbox.committed());
    tx.after_commit(move || committed.notify_one());
    Ok(())
}

/// Advances the heads: where each stands now, and by how many facts it was advanced.
async fn advance(
    tx: &Tx,
    call: &Call,
    facts: &[Fact],
    now: Instant,
) -> Result<HashMap<Uuid, (Advanced, i64)>, StoreError> {
    let mut advances: BTreeMap<Uuid, Advance> = BTreeMap::new();
    for fact in facts {
        let advance = advances.entry(fact.aggregate_id).or_insert(Advance {
            aggregate_id: fact.aggregate_id,
            aggregate_type: fact.aggregate_type,
            facts: 0,
        });
        advance.facts += 1;
    }
    let advances: Vec<Advance> = advances.into_values().collect();
    let heads = heads::advance(tx, call.tenant().as_str(), &advances, now).await?;
    let head = |advance: &Advance| Some((advance.aggregate_id, (*heads.get(&advance.aggregate_id)?, advance.facts)));
    Ok(advances.iter().filter_map(head).collect())
}

fn row(outbox: &Outbox, call: &Call, fact: Fact, next: &mut HashMap<Uuid, i64>, now: Instant) -> Row {
    let sequence = next.entry(fact.aggregate_id).or_insert(1);
    let traceparent = traces::of_fact(call.trace.0.as_deref(), &fact);
    let row = Row {
        position: 0, // the database gives it
        tenant: call.tenant().as_str().to_owned(),
        event_id: new_uuid(),
        aggregate_type: fact.aggregate_type.to_owned(),
        aggregate_id: fact.aggregate_id,
        sequence: *sequence,
        type_name: fact.type_name.to_owned(),
        payload: fact.payload,
        traceparent,
        incarnation: outbox.incarnation(),
        occurred_at: fact.occurred_at.micros(),
        recorded_at: now.micros(),
    };
    *sequence += 1;
    row
}
