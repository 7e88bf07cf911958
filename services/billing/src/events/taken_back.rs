//! After a restore: numbers of documents that were issued and that the database does not have. None is given again, and a
//! document that is issued once more carries the one that it has had.

use std::collections::{BTreeMap, HashMap};

use o2c_kernel::{Call, TenantId};
use o2c_messaging::{Envelope, record};
use o2c_proto::{
    Event,
    billing::v1::{CreditNoteIssued, DebitNoteIssued, Invoice, InvoiceIssued},
};
use o2c_runtime::OpenError;
use o2c_store::{StoreError, Tx};
use uuid::Uuid;

use crate::{
    domain::{document::Kind, draft::Draft, series},
    service::Billing,
    storage,
};

/// Keeps the numbers from being given again.
pub async fn taken_back(billing: &Billing, tx: &Tx, facts: &[Envelope]) -> Result<(), OpenError> {
    let mut highest: BTreeMap<(&TenantId, Kind), i64> = BTreeMap::new();
    for fact in facts {
        if let Some((kind, sequence)) = number(fact) {
            let last = highest.entry((&fact.tenant, kind)).or_default();
            *last = sequence.max(*last);
        }
    }
    for ((tenant, kind), last) in highest {
        storage::numbers::raise(tx, tenant, &series::key(&billing.config.legal_entity, kind), last).await?;
    }
    Ok(())
}

/// The numbers that these documents have had.
pub async fn numbers(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    drafts: &[Draft],
) -> Result<HashMap<Uuid, i64>, StoreError> {
    let ids: Vec<Uuid> = drafts.iter().map(|draft| draft.head.id.uuid()).collect();
    let pending = record::pending(tx, &billing.outbox, call.tenant(), &ids).await?;
    Ok(pending.iter().filter_map(|fact| Some((fact.aggregate_id, number(fact)?.1))).collect())
}

/// The kind and number of the document that a fact issued.
fn number(fact: &Envelope) -> Option<(Kind, i64)> {
    let document: Invoice = match &*fact.type_name {
        InvoiceIssued::TYPE => decoded::<InvoiceIssued>(fact)?.invoice,
        CreditNoteIssued::TYPE => decoded::<CreditNoteIssued>(fact)?.credit_note,
        DebitNoteIssued::TYPE => decoded::<DebitNoteIssued>(fact)?.debit_note,
        _ => None,
    }?;
    series::parse(&document.number)
}

fn decoded<M: Event>(fact: &Envelope) -> Option<M> {
    M::decode(fact.payload.clone()).ok()
}
