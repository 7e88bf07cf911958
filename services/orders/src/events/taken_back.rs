//! After a restore: orders and returns that were told of and that the database does not have. Their numbers are not given
//! again; and what others state of a document waits until it is where it was.

use std::collections::{BTreeMap, HashMap, HashSet};

use o2c_kernel::{Call, TenantId};
use o2c_messaging::{Envelope, record};
use o2c_proto::{
    Event,
    orders::v1::{OrderCompleted, OrderSubmitted, ReturnAuthorized},
};
use o2c_runtime::OpenError;
use o2c_store::{StoreError, Tx, numbers};
use uuid::Uuid;

use crate::{
    app::numbers::{ORDERS, RETURNS},
    domain::{Order, Return},
    service::Orders,
};

/// Keeps the numbers from being given again.
pub async fn taken_back(tx: &Tx, facts: &[Envelope]) -> Result<(), OpenError> {
    let mut highest: BTreeMap<(&TenantId, &str), i64> = BTreeMap::new();
    for fact in facts {
        if let Some((series, number)) = number(fact) {
            let last = highest.entry((&fact.tenant, series)).or_default();
            *last = number.max(*last);
        }
    }
    for ((tenant, series), last) in highest {
        numbers::counter_raise(tx, tenant, series, last).await?;
    }
    Ok(())
}

/// Those of these documents that are behind what our own facts do again. One of which only is left that it is complete is
/// not: what others state completes it.
pub async fn behind(
    orders: &Orders,
    tx: &Tx,
    call: &Call,
    documents: HashSet<Uuid>,
) -> Result<HashSet<Uuid>, StoreError> {
    let documents: Vec<Uuid> = documents.into_iter().collect();
    let pending = record::pending(tx, &orders.outbox, call.tenant(), &documents).await?;
    let mut next: HashMap<Uuid, &Envelope> = HashMap::new();
    for fact in &pending {
        next.entry(fact.aggregate_id).or_insert(fact);
    }
    let done_by_us = |fact: &&Envelope| *fact.type_name != *OrderCompleted::TYPE;
    Ok(next.into_values().filter(done_by_us).map(|fact| fact.aggregate_id).collect())
}

fn number(fact: &Envelope) -> Option<(&'static str, i64)> {
    match &*fact.type_name {
        OrderSubmitted::TYPE => Some((ORDERS, Order::number_of(&decoded::<OrderSubmitted>(fact)?.number)?)),
        ReturnAuthorized::TYPE => {
            Some((RETURNS, Return::number_of(&decoded::<ReturnAuthorized>(fact)?.r#return?.number)?))
        }
        _ => None,
    }
}

pub(super) fn decoded<M: Event>(fact: &Envelope) -> Option<M> {
    M::decode(fact.payload.clone()).ok()
}
