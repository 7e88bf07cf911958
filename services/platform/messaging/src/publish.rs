//! Stating facts, in the transaction of what caused them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use o2c_kernel::{Call, Instant, machine_now, new_uuid};
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use crate::{
    fact::Fact,
    outbox::Outbox,
    storage::{
        heads::{self, Advance},
        outbox::{self as rows, Row},
    },
    traces,
};

/// Writes the facts to the outbox with dense numbers per aggregate, in the order given; one aggregate may have several.
/// When the transaction commits, the relay is woken.
///
/// Three statements a set: the heads (in key order, so that two sets never wait for each other crosswise), the rows, and
/// that they are to be published.
pub async fn publish(tx: &Tx, outbox: &Outbox, call: &Call, facts: Vec<Fact>) -> Result<(), StoreError> {
    if facts.is_empty() {
        return Ok(());
    }
    let now = machine_now();
    let mut next = first_sequences(tx, call, &facts, now).await?;
    let rows = facts.into_iter().map(|fact| row(outbox, call, fact, &mut next, now)).collect();
    rows::insert(tx, rows, now).await?;

    let committed = Arc::clone(outbox.committed());
    tx.after_commit(move || committed.notify_one());
    Ok(())
}

/// The first free number of each aggregate.
async fn first_sequences(tx: &Tx, call: &Call, facts: &[Fact], now: Instant) -> Result<HashMap<Uuid, i64>, StoreError> {
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
    let last = heads::advance(tx, call.tenant().as_str(), &advances, now).await?;
    Ok(advances
        .iter()
        .filter_map(|advance| Some((advance.aggregate_id, last.get(&advance.aggregate_id)? - advance.facts + 1)))
        .collect())
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
