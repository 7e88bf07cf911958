//! The sums of the accounts, through the end of a day.

use o2c_kernel::{Call, Currency, Date, Money};

use crate::{
    Receivables,
    domain::CHART,
    error::ReceivablesError,
    storage::{self, AccountSums},
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GetTrialBalance {
    /// None = today.
    pub as_of: Option<Date>,
    pub currency: Currency,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrialBalance {
    pub as_of: Date,
    pub currency: Currency,
    /// All accounts of the chart, in the order of their codes.
    pub accounts: Vec<AccountSums>,
    /// Σ debits − Σ credits: 0 (ARL-1).
    pub difference: Money,
}

pub async fn get_trial_balance(
    receivables: &Receivables,
    call: &Call,
    question: GetTrialBalance,
) -> Result<TrialBalance, ReceivablesError> {
    let as_of = question.as_of.unwrap_or_else(|| call.today());
    let currency = question.currency;
    let moved = receivables
        .store
        .read(call, async |tx| {
            storage::trial_balance(tx, call.tenant(), currency, as_of).await.map_err(ReceivablesError::from)
        })
        .await?;
    let sums = |account| moved.iter().find(|sums| sums.account == account).copied();
    let accounts: Vec<AccountSums> = CHART
        .iter()
        .map(|entry| sums(entry.account).unwrap_or(AccountSums { account: entry.account, debits: 0, credits: 0 }))
        .collect();
    let of = |minor: i64| Money::new(minor, currency);
    let mut difference = of(0);
    for sums in &accounts {
        let balance = of(sums.debits).checked_sub(of(sums.credits)).map_err(crate::domain::Refusal::from)?;
        difference = difference.checked_add(balance).map_err(crate::domain::Refusal::from)?;
    }
    Ok(TrialBalance { as_of, currency, accounts, difference })
}
