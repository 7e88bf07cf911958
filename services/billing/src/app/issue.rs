//! Issuing: numbers are taken when everything is decided, in one block per series, and nothing refuses after that
//! (BIL-5). A transaction that fails gives its numbers back.

use std::collections::BTreeMap;

use o2c_kernel::{Call, Date, Violations};
use o2c_store::{Claimed, StoreError, Tx};

use crate::{
    BillingError,
    domain::{
        document::{Document, Kind},
        draft::Draft,
        refusal::Refusal,
        series,
    },
    events::{numbers_had, publish},
    metrics::INVOICES_ISSUED,
    service::Billing,
    storage,
};

/// The day that a command names for its document, or today. None that is to come: the books of that day are not there yet.
pub fn day_of_issue(call: &Call, named: Option<Date>) -> Result<Date, Refusal> {
    let today = call.today();
    match named {
        Some(named) if named > today => {
            let mut v = Violations::default();
            v.add("issued_on", "OUT_OF_RANGE", format!("is after today, {today}: no document is of a day to come"));
            Err(Refusal::InvalidRequest(v))
        }
        Some(named) => Ok(named),
        None => Ok(today),
    }
}

/// Numbers, writes and publishes the documents, in the order given.
pub async fn issue(billing: &Billing, tx: &Tx, call: &Call, drafts: Vec<Draft>) -> Result<Vec<Document>, StoreError> {
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let entity = &billing.config.legal_entity;
    // after a restore: what was issued before has its number already
    let had = numbers_had(billing, tx, call, &drafts).await?;
    // Always in this order, so that two sets never wait for each other crosswise.
    let mut next: BTreeMap<Kind, i64> = BTreeMap::new();
    for kind in Kind::ALL {
        let count =
            drafts.iter().filter(|draft| draft.head.kind == kind && !had.contains_key(&draft.head.id.uuid())).count();
        if count > 0 {
            let first = storage::numbers::block(tx, call.tenant(), &series::key(entity, kind), count).await?;
            next.insert(kind, first);
        }
    }
    let mut position = storage::numbers::block(tx, call.tenant(), series::POSITIONS, drafts.len()).await?;
    let mut documents = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let sequence = match had.get(&draft.head.id.uuid()) {
            Some(sequence) => *sequence,
            None => {
                let next = next.entry(draft.head.kind).or_insert(1);
                *next += 1;
                *next - 1
            }
        };
        documents.push(Document::issue(draft, sequence, position));
        position += 1;
    }
    storage::documents::insert(tx, call.tenant(), entity, &documents).await?;
    publish::issued(billing, tx, call, &documents).await?;
    count(tx, &documents);
    Ok(documents)
}

/// Counts the invoices among them when they have been committed.
fn count(tx: &Tx, documents: &[Document]) {
    if !o2c_telemetry::is_measuring() {
        return;
    }
    let mut issued: BTreeMap<&'static str, u64> = BTreeMap::new();
    for document in documents.iter().filter(|document| document.draft.head.kind == Kind::Invoice) {
        let count = issued.entry(document.draft.head.currency.code()).or_default();
        *count = count.saturating_add(1);
    }
    tx.after_commit(move || issued.iter().for_each(|(currency, count)| INVOICES_ISSUED.add(&[currency], *count)));
}

/// Decides each item, then issues all that were accepted and answers each with its document.
pub async fn decide_and_issue<C>(
    billing: &Billing,
    tx: &Tx,
    call: &Call,
    claimed: &mut Claimed<C, Document, BillingError>,
    mut decide: impl FnMut(&C) -> Result<Draft, Refusal>,
) -> Result<(), BillingError> {
    let mut drafts = Vec::new();
    for item in claimed.items_mut() {
        match decide(item.command()) {
            Ok(draft) => drafts.push(draft),
            Err(refusal) => item.refuse(refusal.into()),
        }
    }
    let documents = issue(billing, tx, call, drafts).await?;
    // What was not refused is still pending, in the same order.
    for (item, document) in claimed.items_mut().zip(documents) {
        item.accept(document);
    }
    Ok(())
}
