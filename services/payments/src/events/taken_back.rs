//! After a restore: receipts that were told of and that the database does not have. Their numbers are not given again; a
//! statement that is imported once more brings the same receipts with the numbers that they have had; and what has become
//! of them elsewhere waits until they are where they were.

use std::collections::{BTreeMap, HashMap, HashSet};

use o2c_kernel::{Call, TenantId};
use o2c_messaging::{Envelope, record};
use o2c_proto::{Event, payments::v1::PaymentReceived};
use o2c_runtime::OpenError;
use o2c_store::{StoreError, Tx, numbers};
use uuid::Uuid;

use crate::{
    domain::{Receipt, ReceiptId},
    service::Payments,
};

/// Keeps the numbers from being given again.
pub async fn taken_back(tx: &Tx, facts: &[Envelope]) -> Result<(), OpenError> {
    let mut highest: BTreeMap<&TenantId, i64> = BTreeMap::new();
    for fact in facts {
        if let Some(number) = number(fact) {
            let last = highest.entry(&fact.tenant).or_default();
            *last = number.max(*last);
        }
    }
    for (tenant, last) in highest {
        numbers::counter_raise(tx, tenant, Receipt::SERIES, last).await?;
    }
    Ok(())
}

/// The numbers that these receipts have had.
pub async fn numbers_had(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    receipts: &[Receipt],
) -> Result<HashMap<ReceiptId, i64>, StoreError> {
    let ids: Vec<Uuid> = receipts.iter().map(|receipt| receipt.id.uuid()).collect();
    let pending = record::pending(tx, &payments.outbox, call.tenant(), &ids).await?;
    Ok(pending.iter().filter_map(|fact| Some((ReceiptId::from_uuid(fact.aggregate_id), number(fact)?))).collect())
}

/// Those of these receipts that are not where they were: somebody has to import their statement, or their matching is still
/// to come.
pub async fn behind(
    payments: &Payments,
    tx: &Tx,
    call: &Call,
    receipts: impl IntoIterator<Item = ReceiptId>,
) -> Result<HashSet<ReceiptId>, StoreError> {
    let ids: HashSet<Uuid> = receipts.into_iter().map(ReceiptId::uuid).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let pending = record::pending(tx, &payments.outbox, call.tenant(), &ids).await?;
    Ok(pending.iter().map(|fact| ReceiptId::from_uuid(fact.aggregate_id)).collect())
}

fn number(fact: &Envelope) -> Option<i64> {
    if *fact.type_name != *PaymentReceived::TYPE {
        return None;
    }
    Receipt::number_of(&decoded::<PaymentReceived>(fact)?.number)
}

fn decoded<M: Event>(fact: &Envelope) -> Option<M> {
    M::decode(fact.payload.clone()).ok()
}
