//! Issued invoices and notes.

use o2c_kernel::{Id, TenantId};
use o2c_store::{StoreError, Tx, set};

use super::entities::sales_document::{Entity, Model};
use crate::domain::SalesDocument;

pub async fn insert(tx: &Tx, tenant: &TenantId, documents: &[SalesDocument]) -> Result<(), StoreError> {
    let rows: Vec<Model> = documents.iter().map(|document| row(tenant, document)).collect();
    set::insert::<Entity>(tx, rows).await.map(|_| ())
}

pub fn row(tenant: &TenantId, document: &SalesDocument) -> Model {
    Model {
        tenant: tenant.as_str().to_owned(),
        document_id: document.document.uuid(),
        kind: document.kind.name().to_owned(),
        number: document.number.clone(),
        order_id: document.order.map(Id::uuid),
        currency: document.currency.code().to_owned(),
        measure: document.measure().code(),
        issued_on: document.issued_on.days(),
        gross: document.gross,
        cash: document.cash,
    }
}
