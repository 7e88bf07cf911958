//! Open items, by due date.

use o2c_kernel::{Call, Date, PageSize};

use crate::{
    Receivables,
    domain::{CustomerId, DocumentId, OpenItem},
    error::ReceivablesError,
    storage::{self, ItemFilter, ItemKey},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListOpenItems {
    pub customer: Option<CustomerId>,
    pub open_only: bool,
    pub document: Option<DocumentId>,
    pub due_before: Option<Date>,
    pub size: PageSize,
    pub after: Option<ItemKey>,
    /// What the page token is bound to.
    pub scope: String,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ItemPage {
    pub items: Vec<OpenItem>,
    /// Where the next page begins; none after the last one.
    pub next: Option<ItemKey>,
    pub scope: String,
}

pub async fn list_open_items(
    receivables: &Receivables,
    call: &Call,
    question: ListOpenItems,
) -> Result<ItemPage, ReceivablesError> {
    let size = question.size.get();
    let filter = ItemFilter {
        customer: question.customer,
        open_only: question.open_only,
        document: question.document,
        due_before: question.due_before,
        after: question.after,
        limit: size.saturating_add(1),
    };
    let mut items = receivables
        .store
        .read(call, async |tx| storage::list_items(tx, call.tenant(), &filter).await.map_err(ReceivablesError::from))
        .await?;
    let more = super::cut(&mut items, size);
    let key =
        |item: &OpenItem| ItemKey { due_on: item.due_on, document_number: item.document_number.clone(), id: item.id };
    let next = if more { items.last().map(key) } else { None };
    Ok(ItemPage { items, next, scope: question.scope })
}
