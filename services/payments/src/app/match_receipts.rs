//! Receipts find what they pay.

use o2c_kernel::Call;
use o2c_store::Tx;

use super::finish::finish;
use crate::{
    domain::{Desk, ReceiptId},
    error::PaymentsError,
    service::Payments,
    storage::{book, desk_lock, receipts},
};

/// Matches receipts in the order given, in the caller's transaction: a handful of reads for all of them, decisions in
/// memory, each table written once.
pub async fn match_receipts(payments: &Payments, tx: &Tx, call: &Call, ids: &[ReceiptId]) -> Result<(), PaymentsError> {
    let tenant = call.tenant();
    desk_lock::lock(tx, tenant).await?;
    let loaded = receipts::find(tx, tenant, ids.iter().copied()).await?;
    let book = book::for_receipts(tx, tenant, &loaded, &payments.policy).await?;
    let mut desk = Desk::new(book).with_receipts(loaded);
    for id in ids {
        desk.match_receipt(*id, &payments.policy, call.principal().as_str())?;
    }
    finish(payments, tx, call, desk).await
}
