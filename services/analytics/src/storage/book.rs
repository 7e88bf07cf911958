//! The rows of a set: each table read once before folding, and written once after it.

use std::collections::HashSet;

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx};

use super::{day_sums, documents, items, movements, orders, receipts};
use crate::domain::{Book, Needs};

/// Reads what facts need. Facts are taken in by one transaction at a time (the inbox's lock), so nothing is locked here.
pub async fn load(tx: &Tx, tenant: &TenantId, needs: &Needs) -> Result<Book, StoreError> {
    let mut book = Book { edges: movements::edges(tx, tenant, needs.edges.iter().copied()).await?, ..Book::default() };
    let of_edges = book.edges.values().flatten().copied();
    let wanted: HashSet<_> = needs.items.iter().copied().chain(of_edges).collect();
    let found = items::find(tx, tenant, wanted).await?;
    // an item tells its order when it opens or closes, whether the fact names the order or not
    let wanted: HashSet<_> = found.iter().filter_map(|item| item.order).chain(needs.orders.iter().copied()).collect();
    book.items.load(found.into_iter().map(|item| (item.item, item)));
    let found = orders::find(tx, tenant, wanted).await?;
    book.orders.load(found.into_iter().map(|order| (order.order, order)));
    let found = receipts::find(tx, tenant, needs.receipts.iter().copied()).await?;
    book.receipts.load(found.into_iter().map(|receipt| (receipt.receipt, receipt)));
    let found = receipts::find_proposals(tx, tenant, needs.proposals.iter().copied()).await?;
    book.proposals.load(found.into_iter().map(|proposal| (proposal.proposal, proposal)));
    Ok(book)
}

/// Writes what has changed, and the day sums by the difference.
pub async fn save(tx: &Tx, tenant: &TenantId, book: &Book) -> Result<(), StoreError> {
    documents::insert(tx, tenant, &book.documents).await?;
    items::save(tx, tenant, book.items.changed().map(|(_, now)| now)).await?;
    movements::insert(tx, tenant, &book.movements).await?;
    orders::save(tx, tenant, book.orders.changed().map(|(_, now)| now)).await?;
    receipts::save(tx, tenant, book.receipts.changed().map(|(_, now)| now)).await?;
    receipts::save_proposals(tx, tenant, book.proposals.changed().map(|(_, now)| now)).await?;
    day_sums::add(tx, tenant, &book.sums()).await
}
