//! People find out what exceptions are.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{AskedItem, CustomerId, Desk, ExceptionId, OpenItemId, PaymentException, ReceiptId},
    error::PaymentsError,
    service::Payments,
    storage::{book, desk_lock, exceptions, proposals, receipts},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResolveException {
    pub exception: ExceptionId,
    pub customer: Option<CustomerId>,
    pub items: Vec<AskedItem>,
}

/// Resolves each exception of the set: its money pays what is named, the rest goes to the customer's account.
pub async fn resolve_exceptions(
    payments: &Payments,
    call: &Call,
    set: Set<ResolveException, PaymentException>,
) -> Result<PerItem<PaymentException, PaymentsError>, PaymentsError> {
    payments
        .store
        .write_set(
            call,
            set,
            async |tx: &Tx, claimed: &mut Claimed<ResolveException, PaymentException, PaymentsError>| {
                let tenant = call.tenant();
                desk_lock::lock(tx, tenant).await?;
                let ids: Vec<ExceptionId> = claimed.pending().map(|item| item.exception).collect();
                let items: Vec<OpenItemId> =
                    claimed.pending().flat_map(|item| item.items.iter().map(|one| one.item)).collect();
                let loaded = exceptions::find(tx, tenant, ids).await?;
                let ids: Vec<ReceiptId> = loaded.iter().map(|exception| exception.receipt).collect();
                let beside = proposals::of_receipts(tx, tenant, ids.iter().map(|id| id.uuid()).collect()).await?;
                let mut desk = Desk::new(book::of_items(tx, tenant, items).await?)
                    .with_receipts(receipts::find(tx, tenant, ids).await?)
                    .with_proposals(beside)
                    .with_exceptions(loaded);
                for item in claimed.items_mut() {
                    let ResolveException { exception, customer, items } = item.command();
                    let resolved = desk.resolve(*exception, *customer, items, call.principal().as_str());
                    item.decide(resolved.map_err(PaymentsError::from));
                }
                finish(payments, tx, call, desk).await
            },
        )
        .await
}
