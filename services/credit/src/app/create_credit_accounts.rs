//! People give customers credit.

use o2c_kernel::{Call, PerItem, Set};
use o2c_store::{Claimed, Tx};

use super::finish::finish;
use crate::{
    domain::{AccountTerms, Because, CreditAccount, CustomerId, Desk, RiskClass},
    error::CreditError,
    service::Credit,
    storage::accounts,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenAccount {
    pub customer: CustomerId,
    pub terms: AccountTerms,
    pub risk_class: RiskClass,
    pub blocked: bool,
}

/// Opens each account of the set. One that facts have opened implicitly becomes a real one, with all that is on it.
pub async fn create_credit_accounts(
    credit: &Credit,
    call: &Call,
    set: Set<OpenAccount, CreditAccount>,
) -> Result<PerItem<CreditAccount, CreditError>, CreditError> {
    credit
        .store
        .write_set(call, set, async |tx: &Tx, claimed: &mut Claimed<OpenAccount, CreditAccount, CreditError>| {
            let because = Because { by: call.principal(), reason: "opened", at: call.now() };
            let keys: Vec<_> = claimed.pending().map(|item| (item.customer, item.terms.limit.currency())).collect();
            let mut desk = Desk::default().with_accounts(accounts::lock_or_open(tx, call.tenant(), keys).await?);
            for item in claimed.items_mut() {
                let OpenAccount { customer, terms, risk_class, blocked } = *item.command();
                let opened = desk.open_account(customer, terms, risk_class, blocked, because);
                item.decide(opened.map_err(CreditError::from));
            }
            finish(credit, tx, call, desk).await
        })
        .await
}
