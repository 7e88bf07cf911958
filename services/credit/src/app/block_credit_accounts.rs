//! People block accounts, and unblock them.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{Because, CreditAccount, CreditAccountId, Desk},
    error::CreditError,
    service::Credit,
    storage::accounts,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetBlocked {
    pub account: CreditAccountId,
    pub blocked: bool,
    pub reason: String,
}

/// Blocks or unblocks each account of the set; one that is so already stays so.
pub async fn block_credit_accounts(
    credit: &Credit,
    call: &Call,
    set: Set<SetBlocked, CreditAccount>,
) -> Result<PerItem<CreditAccount, CreditError>, CreditError> {
    credit
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<SetBlocked, CreditAccount, CreditError>| {
            let ids: Vec<CreditAccountId> = claimed.pending().map(|item| item.account).collect();
            let mut desk = Desk::default().with_accounts(accounts::lock(tx, call.tenant(), ids).await?);
            for item in claimed.items_mut() {
                let SetBlocked { account, blocked, reason } = item.command();
                let because = Because { by: call.principal(), reason, at: call.now() };
                let changed = desk.set_blocked(*account, *blocked, because);
                item.decide(changed.map_err(CreditError::from));
            }
            finish(credit, tx, call, desk).await
        })
        .await
}
