//! What rests on accounts pays something after all.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{AskedItem, Desk, OpenItemId, Receipt, ReceiptId},
    error::PaymentsError,
    service::Payments,
    storage::{book, desk_lock, receipts},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApplyOnAccount {
    pub receipt: ReceiptId,
    pub items: Vec<AskedItem>,
}

/// Sends what each item names to the owner of the open items.
pub async fn apply_on_account(
    payments: &Payments,
    call: &Call,
    set: Set<ApplyOnAccount, Receipt>,
) -> Result<PerItem<Receipt, PaymentsError>, PaymentsError> {
    payments
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<ApplyOnAccount, Receipt, PaymentsError>| {
            let tenant = call.tenant();
            desk_lock::lock(tx, tenant).await?;
            let ids: Vec<ReceiptId> = claimed.pending().map(|item| item.receipt).collect();
            let items: Vec<OpenItemId> =
                claimed.pending().flat_map(|item| item.items.iter().map(|one| one.item)).collect();
            let mut desk = Desk::new(book::of_items(tx, tenant, items).await?)
                .with_receipts(receipts::find(tx, tenant, ids).await?);
            for item in claimed.items_mut() {
                let ApplyOnAccount { receipt, items } = item.command();
                let applied = desk.apply_on_account(*receipt, items, call.principal().as_str());
                item.decide(applied.map_err(PaymentsError::from));
            }
            finish(payments, tx, call, desk).await
        })
        .await
}
