//! Forgetting persons in facts that a consumer holds back: they stay, and name nobody any more.
//!
//! A fact that waits or failed may do so for longer than a person has to wait to be forgotten, and to take it in at last must
//! not bring the name back. So whenever a consumer hears that a customer is forgotten, whoever says so, it forgets them in
//! what it holds. A dead letter that is discarded needs no names any more, whoever they are.

use o2c_kernel::{Deadline, ERASED, TenantId};
use o2c_proto::personal;
use uuid::Uuid;

use crate::{
    consumer::Consumer,
    envelope::{Envelope, EnvelopeError},
    error::TakeError,
    inbox::SET_DEADLINE,
    storage::{
        held::{self, Held},
        inbox_lock,
    },
};

/// Of a set of facts that was just taken in or parked.
pub(crate) async fn forget(consumer: &Consumer, set: &[Envelope]) -> Result<(), TakeError> {
    for fact in set.iter().filter(|fact| personal::forgets(&fact.type_name)) {
        for held in [Held::Parked, Held::Dead] {
            forget_held(consumer, held, &fact.tenant, fact.aggregate_id).await?;
        }
    }
    Ok(())
}

/// A held fact without the persons in it; none where it has none.
pub(crate) fn without_persons(envelope: &[u8]) -> Result<Option<Vec<u8>>, EnvelopeError> {
    let mut envelope = Envelope::decode(envelope)?;
    match personal::erased(&envelope.type_name, &envelope.payload, ERASED) {
        Ok(payload) if payload == envelope.payload => Ok(None),
        Ok(payload) => {
            envelope.payload = payload.into();
            Ok(Some(envelope.encode()))
        }
        Err(error) => {
            // what the contract does not know cannot be read, neither by us nor by a handler
            tracing::warn!(event = %envelope.event_id, error, "who is named in a fact cannot be told");
            Ok(None)
        }
    }
}

/// A page a transaction: whoever holds thousands goes on taking facts in between.
async fn forget_held(consumer: &Consumer, held: Held, tenant: &TenantId, customer: Uuid) -> Result<(), TakeError> {
    let mut after = None;
    loop {
        let tx = consumer.store.begin_write(Deadline::after(SET_DEADLINE)).await?;
        inbox_lock::lock(&tx).await?;
        let page = held::page(&tx, held, consumer.name, tenant, after).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        let mut changed = Vec::new();
        for (event, envelope) in &page {
            if let Some(without) = naming(envelope, customer)? {
                changed.push((*event, without));
            }
        }
        held::overwrite(&tx, held, consumer.name, tenant, &changed).await?;
        tx.commit().await?;
    }
}

/// The fact without the persons in it, where it is about the customer: whatever names somebody says whose it is.
fn naming(envelope: &[u8], customer: Uuid) -> Result<Option<Vec<u8>>, EnvelopeError> {
    let id = customer.to_string();
    match envelope.windows(id.len()).any(|part| part == id.as_bytes()) {
        true => without_persons(envelope),
        false => Ok(None),
    }
}
