//! What is kept per document, beside what it should be: rows are compared whole, column by column.

use std::{collections::BTreeMap, fmt::Debug};

use o2c_kernel::TenantId;
use o2c_store::{StoreError, Tx, set};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    documents,
    entities::{order_fact, proposal_fact, receipt_fact, receivable, receivable_movement, sales_document},
    items, movements, orders, receipts,
};
use crate::domain::Book;

/// Ids after one and up to another; none = no bound.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub after: Option<Uuid>,
    pub last: Option<Uuid>,
}

/// A document that was compared, and how it differs.
#[derive(Clone, Debug)]
pub struct Compared {
    pub document: Uuid,
    pub difference: Option<String>,
}

/// Compares the orders of a range with those of the book.
pub async fn compare_orders(tx: &Tx, tenant: &TenantId, range: Range, book: Book) -> Result<Vec<Compared>, StoreError> {
    use order_fact::{Column, Entity};
    let kept = in_range::<Entity>(tx, tenant, Column::Tenant, Column::OrderId, range).await?;
    let folded = book.orders.into_rows().map(|(_, order)| orders::row(tenant, &order));
    Ok(compare(kept, folded, |row| row.order_id))
}

/// Compares documents, open items with their movements, receipts and proposals of a range with those of the book.
pub async fn compare_documents(
    tx: &Tx,
    tenant: &TenantId,
    range: Range,
    book: Book,
) -> Result<Vec<Compared>, StoreError> {
    let kept = {
        use sales_document::{Column, Entity};
        in_range::<Entity>(tx, tenant, Column::Tenant, Column::DocumentId, range).await?
    };
    let folded = book.documents.iter().map(|document| documents::row(tenant, document));
    let mut compared = compare(kept, folded, |row| row.document_id);

    let kept = {
        use receivable::{Column, Entity};
        in_range::<Entity>(tx, tenant, Column::Tenant, Column::OpenItemId, range).await?
    };
    let folded = book.items.into_rows().map(|(_, item)| items::row(tenant, &item));
    compared.extend(compare(kept, folded, |row| row.open_item_id));

    let kept = {
        use receivable_movement::{Column, Entity};
        in_range::<Entity>(tx, tenant, Column::Tenant, Column::OpenItemId, range).await?
    };
    let folded = book.movements.iter().map(|movement| movements::row(tenant, movement));
    compared.extend(compare(kept, folded, |row| (row.open_item_id, row.sequence)));

    let kept = {
        use receipt_fact::{Column, Entity};
        in_range::<Entity>(tx, tenant, Column::Tenant, Column::ReceiptId, range).await?
    };
    let folded = book.receipts.into_rows().map(|(_, receipt)| receipts::row(tenant, &receipt));
    compared.extend(compare(kept, folded, |row| row.receipt_id));

    let folded: Vec<_> = book.proposals.into_rows().map(|(_, one)| receipts::proposal_row(tenant, one)).collect();
    let ids: Vec<Uuid> = folded.iter().map(|row| row.proposal_id).collect();
    let kept = set::find::<proposal_fact::Entity>(tx, tenant, proposal_fact::Column::ProposalId, ids).await?;
    compared.extend(compare(kept, folded.into_iter(), |row| row.proposal_id));
    Ok(compared)
}

async fn in_range<E: EntityTrait>(
    tx: &Tx,
    tenant: &TenantId,
    tenants: E::Column,
    ids: E::Column,
    range: Range,
) -> Result<Vec<E::Model>, StoreError> {
    let mut within = Condition::all().add(tenants.eq(tenant.as_str()));
    if let Some(after) = range.after {
        within = within.add(ids.gt(after));
    }
    if let Some(last) = range.last {
        within = within.add(ids.lte(last));
    }
    Ok(E::find().filter(within).all(tx.connection()).await?)
}

/// The document that a key is of.
trait OfDocument {
    fn document(&self) -> Uuid;
}

impl OfDocument for Uuid {
    fn document(&self) -> Uuid {
        *self
    }
}

impl OfDocument for (Uuid, i64) {
    fn document(&self) -> Uuid {
        self.0
    }
}

fn compare<M, K>(kept: Vec<M>, folded: impl Iterator<Item = M>, key: impl Fn(&M) -> K) -> Vec<Compared>
where
    M: Debug + PartialEq,
    K: Ord + OfDocument,
{
    let mut folded: BTreeMap<K, M> = folded.map(|row| (key(&row), row)).collect();
    let mut compared = Vec::with_capacity(kept.len());
    for row in kept {
        let key = key(&row);
        let difference = match folded.remove(&key) {
            Some(expected) if expected == row => None,
            Some(expected) => Some(format!("kept {row:?}, the archive folds to {expected:?}")),
            None => Some(format!("kept {row:?}, nothing in the archive folds to it")),
        };
        compared.push(Compared { document: key.document(), difference });
    }
    compared.extend(folded.into_iter().map(|(key, expected)| Compared {
        document: key.document(),
        difference: Some(format!("nothing is kept, the archive folds to {expected:?}")),
    }));
    compared
}
