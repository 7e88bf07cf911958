//! Questions about the exception queue.

use o2c_kernel::Call;

use super::PageQuery;
use crate::{
    domain::{CustomerId, PaymentException},
    error::PaymentsError,
    service::Payments,
    storage::exceptions,
};

#[derive(Clone, Debug)]
pub struct ExceptionsQuery {
    /// None: all.
    pub open: Option<bool>,
    pub customer: Option<CustomerId>,
    pub page: PageQuery,
}

/// A page, oldest first.
#[derive(Debug)]
pub struct ExceptionsPage {
    pub exceptions: Vec<PaymentException>,
    pub filter: String,
    pub more: bool,
}

pub async fn list_exceptions(
    payments: &Payments,
    call: &Call,
    query: ExceptionsQuery,
) -> Result<ExceptionsPage, PaymentsError> {
    let ExceptionsQuery { open, customer, page } = query;
    let tx = payments.store.begin_read(call).await?;
    let rows = exceptions::page(&tx, call.tenant(), open, customer, page.after_number(), page.limit()).await?;
    tx.rollback().await;
    let (exceptions, more) = page.cut(rows);
    Ok(ExceptionsPage { exceptions, filter: page.filter, more })
}
