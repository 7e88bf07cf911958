//! Questions about accounts and what is on them.

use o2c_kernel::{Call, Currency};

use super::{PageQuery, cut};
use crate::{
    domain::{CreditAccount, CreditAccountId, CustomerId, Entry, Refusal, account_of},
    error::CreditError,
    service::Credit,
    storage::{accounts, entries},
};

/// A page of accounts, in the order of their ids.
#[derive(Debug)]
pub struct AccountsPage {
    pub accounts: Vec<CreditAccount>,
    pub more: bool,
    /// What the next page's token is bound to.
    pub list: String,
}

#[derive(Clone, Debug)]
pub struct AccountsQuery {
    pub customer: Option<CustomerId>,
    pub page: PageQuery,
    pub list: String,
}

/// A page of the entries of an account.
#[derive(Debug)]
pub struct EntriesPage {
    pub account: CreditAccount,
    pub entries: Vec<Entry>,
    pub more: bool,
}

#[derive(Clone, Debug)]
pub struct EntriesQuery {
    pub account: CreditAccountId,
    pub page: PageQuery,
}

pub async fn get_credit_account(
    credit: &Credit,
    call: &Call,
    id: CreditAccountId,
) -> Result<CreditAccount, CreditError> {
    let tx = credit.store.begin_read(call).await?;
    let found = accounts::find(&tx, call.tenant(), [id]).await?;
    tx.rollback().await;
    found.into_iter().next().ok_or(CreditError::Refused(Refusal::AccountNotFound))
}

pub async fn find_credit_account(
    credit: &Credit,
    call: &Call,
    (customer, currency): (CustomerId, Currency),
) -> Result<CreditAccount, CreditError> {
    get_credit_account(credit, call, account_of(customer, currency)).await
}

pub async fn list_credit_accounts(
    credit: &Credit,
    call: &Call,
    query: AccountsQuery,
) -> Result<AccountsPage, CreditError> {
    let AccountsQuery { customer, page, list } = query;
    let tx = credit.store.begin_read(call).await?;
    let rows = accounts::page(&tx, call.tenant(), customer, &page.after, page.size.get() + 1).await?;
    tx.rollback().await;
    let (accounts, more) = cut(rows, page.size);
    Ok(AccountsPage { accounts, more, list })
}

/// The entries that an account's exposure is the sum of, oldest first.
pub async fn list_exposure_entries(
    credit: &Credit,
    call: &Call,
    query: EntriesQuery,
) -> Result<EntriesPage, CreditError> {
    let EntriesQuery { account, page } = query;
    let after = match page.after.as_slice() {
        [o2c_kernel::KeyPart::Int(sequence)] => *sequence,
        _ => 0,
    };
    let tx = credit.store.begin_read(call).await?;
    let found = accounts::find(&tx, call.tenant(), [account]).await?;
    let account_row = found.into_iter().next().ok_or(CreditError::Refused(Refusal::AccountNotFound))?;
    let rows = entries::page(&tx, call.tenant(), account, after, page.size.get() + 1).await?;
    tx.rollback().await;
    let (entries, more) = cut(rows, page.size);
    Ok(EntriesPage { account: account_row, entries, more })
}
