//! Sums per account, in one grouped statement over one index.

use o2c_kernel::{Currency, Date, TenantId};
use o2c_store::{Sql, StoreError, Tx};
use sea_orm::Value;

use super::read;
use crate::domain::Account;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountSums {
    pub account: Account,
    pub debits: i64,
    pub credits: i64,
}

/// Through the end of a day, accounts without movement left out.
pub async fn trial_balance(
    tx: &Tx,
    tenant: &TenantId,
    currency: Currency,
    as_of: Date,
) -> Result<Vec<AccountSums>, StoreError> {
    let rows = Sql::new(
        "SELECT account, CAST(SUM(debit) AS BIGINT) AS debits, CAST(SUM(credit) AS BIGINT) AS credits \
         FROM journal_line WHERE tenant = $1 AND currency = $2 AND posted_on <= $3 GROUP BY account ORDER BY account",
    )
    .with([Value::from(tenant.as_str()), Value::from(currency.code()), Value::from(as_of.days())])
    .rows(tx)
    .await?;
    let mut sums = Vec::with_capacity(rows.len());
    for row in rows {
        let account: String = row.try_get("", "account")?;
        sums.push(AccountSums {
            account: read::known("account", &account, Account::parse(&account))?,
            debits: row.try_get("", "debits")?,
            credits: row.try_get("", "credits")?,
        });
    }
    Ok(sums)
}
