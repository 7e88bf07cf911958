//! Questions about receipts.

use o2c_kernel::Call;

use super::PageQuery;
use crate::{
    domain::{CustomerId, Receipt, ReceiptId, ReceiptState, Refusal},
    error::PaymentsError,
    service::Payments,
    storage::receipts,
};

#[derive(Clone, Debug)]
pub struct ReceiptsQuery {
    pub customer: Option<CustomerId>,
    pub state: Option<ReceiptState>,
    pub page: PageQuery,
}

/// A page by number.
#[derive(Debug)]
pub struct ReceiptsPage {
    pub receipts: Vec<Receipt>,
    pub filter: String,
    pub more: bool,
}

pub async fn get_receipt(payments: &Payments, call: &Call, id: ReceiptId) -> Result<Receipt, PaymentsError> {
    let tx = payments.store.begin_read(call).await?;
    let found = receipts::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.into_iter().next().ok_or(PaymentsError::Refused(Refusal::ReceiptNotFound(id)))
}

pub async fn list_receipts(
    payments: &Payments,
    call: &Call,
    query: ReceiptsQuery,
) -> Result<ReceiptsPage, PaymentsError> {
    let ReceiptsQuery { customer, state, page } = query;
    let tx = payments.store.begin_read(call).await?;
    let rows = receipts::page(&tx, call.tenant(), customer, state, page.after_number(), page.limit()).await?;
    tx.rollback().await;
    let (receipts, more) = page.cut(rows);
    Ok(ReceiptsPage { receipts, filter: page.filter, more })
}
