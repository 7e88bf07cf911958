//! One document, with its lines.

use o2c_kernel::Call;

use crate::{
    BillingError,
    domain::{document::Document, ids::DocumentId, refusal::Refusal},
    service::Billing,
    storage,
};

/// A document of another tenant is not found.
pub async fn get_invoice(billing: &Billing, call: &Call, id: DocumentId) -> Result<Document, BillingError> {
    let tx = billing.store.begin_read(call).await?;
    let mut found = storage::documents::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.remove(&id).ok_or_else(|| Refusal::DocumentNotFound(id).into())
}
