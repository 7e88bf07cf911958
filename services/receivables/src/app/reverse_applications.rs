//! Takes applications back.

use o2c_kernel::{Call, Set};
use o2c_store::{Claimed, Tx};

use super::Answers;
use crate::{
    Receivables,
    domain::{
        Application, ApplicationId, Loaded, OpenItemId, ReceiptId, ReverseApplication, Source, difference_of,
        edge_of_write_off,
    },
    error::ReceivablesError,
    storage,
};

type Items = Claimed<ReverseApplication, Application, ReceivablesError>;

pub async fn reverse_applications(
    receivables: &Receivables,
    call: &Call,
    set: Set<ReverseApplication, Application>,
) -> Answers<Application> {
    receivables
        .store
        .write_set(call, set, async |tx, items: &mut Items| {
            let named = items.pending().map(|command| command.application).collect();
            let mut desk = receivables.desk(call, load(tx, call, named).await?);
            for item in items.items_mut() {
                let decision = desk.reverse(item.command());
                item.decide(decision.map_err(ReceivablesError::from));
            }
            receivables.finish(tx, call, desk, Vec::new()).await
        })
        .await
}

/// Edges never change, so they are read first; whether they were taken back is asked when their items are locked.
pub(super) async fn load(tx: &Tx, call: &Call, taken_back: Vec<ApplicationId>) -> Result<Loaded, ReceivablesError> {
    let tenant = call.tenant();
    let named: Vec<ApplicationId> =
        taken_back.into_iter().flat_map(|edge| [edge, edge_of_write_off(difference_of(edge))]).collect();
    let applications = storage::applications_with_ids(tx, tenant, named).await?;
    let mut receipts: Vec<ReceiptId> = Vec::new();
    let mut open_items: Vec<OpenItemId> = Vec::new();
    for edge in &applications {
        open_items.push(edge.item);
        match edge.source {
            Source::Cash(receipt) => receipts.push(receipt),
            Source::CreditNote(note) => open_items.push(note),
            Source::WriteOff(_) => {}
        }
    }
    let edges: Vec<ApplicationId> = applications.iter().map(|edge| edge.id).collect();

    let books = storage::hold_books(tx, tenant).await?;
    let receipts = storage::lock_receipts(tx, tenant, receipts).await?;
    let items = storage::lock_items(tx, tenant, open_items).await?;
    let reversed = storage::reversed(tx, tenant, edges).await?;
    Ok(Loaded { books, items, receipts, applications, reversed, ..Loaded::default() })
}
