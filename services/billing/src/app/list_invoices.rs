//! Documents in the order of issue.

use o2c_kernel::{Call, PageSize};

use crate::{
    BillingError,
    domain::{
        document::{Document, Kind},
        ids::{CustomerId, OrderId},
        series,
    },
    service::Billing,
    storage::{self, list::DocumentFilter},
};

#[derive(Clone, Debug)]
pub struct ListInvoices {
    pub kind: Option<Kind>,
    pub customer: Option<CustomerId>,
    pub order: Option<OrderId>,
    /// The one with this number of the legal entity.
    pub number: Option<(Kind, i64)>,
    pub size: PageSize,
    /// The position of the last document of the page before; 0 for the first page.
    pub after: i64,
    /// What the token of the next page is bound to.
    pub token_filter: String,
}

/// A page, and whether another follows.
#[derive(Clone, Debug)]
pub struct DocumentPage {
    pub documents: Vec<Document>,
    /// The position to go on after.
    pub next: Option<i64>,
    pub token_filter: String,
}

/// A page of documents, without lines.
pub async fn list_invoices(billing: &Billing, call: &Call, list: ListInvoices) -> Result<DocumentPage, BillingError> {
    let size = usize::try_from(list.size.get()).unwrap_or(usize::MAX);
    let tx = billing.store.begin_read(call).await?;
    let limit = list.size.get().saturating_add(1);
    let number = list.number.map(|(kind, sequence)| (series::key(&billing.config.legal_entity, kind), sequence));
    let filter = DocumentFilter { kind: list.kind, customer: list.customer, order: list.order, number };
    let mut documents = storage::list::documents(&tx, call.tenant(), filter, list.after, limit).await?;
    tx.rollback().await;
    let more = documents.len() > size;
    documents.truncate(size);
    let next = documents.last().filter(|_| more).map(|document| document.position);
    Ok(DocumentPage { documents, next, token_filter: list.token_filter })
}
