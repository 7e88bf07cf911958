//! Questions about receipts.

use o2c_kernel::Call;

use super::PageQuery;
use crate::{
    domain::{CustomerId, Receipt, ReceiptId, ReceiptState, Refusal, ValueDates},
    error::PaymentsError,
    service::Payments,
    storage::receipts,
};

#[derive(Clone, Debug)]
pub struct ReceiptsQuery {
    pub customer: Option<CustomerId>,
    pub state: Option<ReceiptState>,
    pub value_dates: ValueDates,
    pub page: PageQuery,
}

/// A page by number, or by value date where some are asked for.
#[derive(Debug)]
pub struct ReceiptsPage {
    pub receipts: Vec<Receipt>,
    pub filter: String,
    pub by_value_date: bool,
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
    let ReceiptsQuery { customer, state, value_dates, page } = query;
    let tx = payments.store.begin_read(call).await?;
    let rows = match value_dates.are_all() {
        true => receipts::page(&tx, call.tenant(), customer, state, page.after_number(), page.limit()).await?,
        false => {
            let after = page.after_date_and_number();
            receipts::by_value_date(&tx, call.tenant(), (customer, state), value_dates, after, page.limit()).await?
        }
    };
    tx.rollback().await;
    let (receipts, more) = page.cut(rows);
    Ok(ReceiptsPage { receipts, filter: page.filter, by_value_date: !value_dates.are_all(), more })
}
