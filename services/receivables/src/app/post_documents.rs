//! Brings issued documents into the books.

use o2c_kernel::{Call, Instant};
use o2c_store::Tx;
use uuid::Uuid;

use crate::{
    Receivables,
    domain::{Desk, DisputeId, Issued, Loaded, OpenItemId, item_of},
    error::ReceivablesError,
    storage,
};

/// What became of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DocumentOutcome {
    Posted,
    /// What it corrects is not in the books yet, or the dispute that it settles has flagged nothing yet.
    Before(Uuid),
    Failed(String),
}

/// Posts documents, in the order given, each with the moment of its fact.
pub async fn post_documents(
    receivables: &Receivables,
    tx: &Tx,
    call: &Call,
    documents: &[(Instant, Issued)],
) -> Result<Vec<DocumentOutcome>, ReceivablesError> {
    let named = |(_, issued): &(Instant, Issued)| [Some(item_of(issued.document)), issued.corrects.map(item_of)];
    let mut ids: Vec<OpenItemId> = documents.iter().flat_map(named).flatten().collect();
    let disputes: Vec<DisputeId> = documents.iter().filter_map(|(_, issued)| issued.dispute).collect();
    let books = storage::hold_books(tx, call.tenant()).await?;
    let unreferenced = documents.iter().filter(|(_, issued)| issued.corrects.is_none());
    ids.extend(storage::flagged_items(tx, call.tenant(), unreferenced.filter_map(|(_, it)| it.dispute)).await?);
    let items = storage::lock_items(tx, call.tenant(), ids).await?;
    let settled = storage::settled(tx, call.tenant(), disputes).await?;

    let mut desk = receivables.desk(call, Loaded { books, items, settled, ..Loaded::default() });
    let mut outcomes = Vec::with_capacity(documents.len());
    for (at, issued) in documents {
        outcomes.push(match missing(&desk, issued) {
            Some(missing) => DocumentOutcome::Before(missing),
            None => {
                desk.at(*at, receivables.day_of(*at));
                match desk.post(issued) {
                    Ok(_) => DocumentOutcome::Posted,
                    Err(refusal) => DocumentOutcome::Failed(refusal.to_string()),
                }
            }
        });
    }
    receivables.finish(tx, call, desk, Vec::new()).await?;
    Ok(outcomes)
}

/// Of what a fact has to come first: of what the document corrects, or of the dispute that it settles without a reference.
fn missing(desk: &Desk, issued: &Issued) -> Option<Uuid> {
    if let Some(corrects) = issued.corrects {
        return desk.item(item_of(corrects)).is_none().then(|| corrects.uuid());
    }
    let unknown = |dispute: &DisputeId| !desk.is_settled(*dispute) && desk.flagged_by(*dispute).is_none();
    issued.dispute.filter(unknown).map(DisputeId::uuid)
}
