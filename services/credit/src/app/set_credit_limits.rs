//! People change limits.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{AccountTerms, Because, CreditAccount, CreditAccountId, Desk},
    error::CreditError,
    service::Credit,
    storage::accounts,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SetLimit {
    pub account: CreditAccountId,
    /// The revision that the person saw.
    pub seen: Option<i64>,
    pub terms: AccountTerms,
    pub reason: String,
}

/// Sets each limit of the set. A limit below what is used is taken: it refuses the next order, not the past.
pub async fn set_credit_limits(
    credit: &Credit,
    call: &Call,
    set: Set<SetLimit, CreditAccount>,
) -> Result<PerItem<CreditAccount, CreditError>, CreditError> {
    credit
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<SetLimit, CreditAccount, CreditError>| {
            let ids: Vec<CreditAccountId> = claimed.pending().map(|item| item.account).collect();
            let mut desk = Desk::default().with_accounts(accounts::lock(tx, call.tenant(), ids).await?);
            for item in claimed.items_mut() {
                let SetLimit { account, seen, terms, reason } = item.command();
                let because = Because { by: call.principal(), reason, at: call.now() };
                let changed = desk.set_limit(*account, *seen, *terms, because);
                item.decide(changed.map_err(CreditError::from));
            }
            finish(credit, tx, call, desk).await
        })
        .await
}
