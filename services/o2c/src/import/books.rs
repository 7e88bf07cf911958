//! What the books say when an import is done: whether sub-ledger and ledger tie, in every currency it has touched.

use std::{collections::BTreeSet, time::Duration};

use o2c_kernel::{Currency, Money};
use o2c_proto::{
    google::r#type::Money as WireMoney,
    receivables::v1::{AccountBalance, GetAgeingRequest, GetTrialBalanceRequest, TrialBalance},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::office::{Office, Undecided, insisting};
use crate::demo::wire::minor;

/// Of accounts receivable.
const CONTROL_ACCOUNT: &str = "1100";
const OPENING_BALANCES: &str = "3900";
/// Others post meanwhile: between two readings the book may move.
const READINGS: usize = 10;
const BETWEEN: Duration = Duration::from_millis(200);

/// The ledger in one currency.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ledger {
    pub currency: String,
    /// 1100, debits less credits.
    pub control_account: Decimal,
    /// Σ of what is open, credit notes negative.
    pub open_items: Decimal,
    /// 3900, debits less credits.
    pub opening_balances: Decimal,
    /// Of the trial balance: 0.
    pub difference: Decimal,
}

impl Ledger {
    pub fn ties(&self) -> bool {
        self.control_account == self.open_items && self.difference.is_zero()
    }
}

/// Reads the ledger until it ties, or stands still and does not.
pub async fn read(office: &Office, currencies: BTreeSet<Currency>) -> anyhow::Result<Vec<Ledger>> {
    let mut ledgers = Vec::with_capacity(currencies.len());
    for currency in currencies {
        let mut ledger = insisting(async || once(office, currency).await).await?;
        for _ in 1..READINGS {
            if ledger.ties() {
                break;
            }
            tokio::time::sleep(BETWEEN).await;
            ledger = insisting(async || once(office, currency).await).await?;
        }
        ledgers.push(ledger);
    }
    Ok(ledgers)
}

/// Open items are summed by one table, the accounts by another.
async fn once(office: &Office, currency: Currency) -> Result<Ledger, Undecided> {
    let currency_code = currency.code().to_owned();
    let request = GetTrialBalanceRequest { as_of: None, currency_code: currency_code.clone() };
    let asked = office.caller.ask(request);
    let balance: TrialBalance = office.desk.receivables.clone().get_trial_balance(asked).await?.into_inner();
    // as of the same day
    let request = GetAgeingRequest { as_of: balance.as_of, currency_code, customer_id: String::new() };
    let ageing = office.desk.receivables.clone().get_ageing(office.caller.ask(request)).await?.into_inner();
    let account = |code: &str| {
        let account = balance.accounts.iter().find(|account| account.account == code);
        account.map_or(Ok(Decimal::ZERO), |account| net(account, currency))
    };
    Ok(Ledger {
        currency: currency.code().to_owned(),
        control_account: account(CONTROL_ACCOUNT)?,
        open_items: amount(ageing.total.as_ref(), currency)?,
        opening_balances: account(OPENING_BALANCES)?,
        difference: amount(balance.difference.as_ref(), currency)?,
    })
}

fn net(account: &AccountBalance, currency: Currency) -> Result<Decimal, Undecided> {
    let debits = amount(account.debits.as_ref(), currency)?;
    let credits = amount(account.credits.as_ref(), currency)?;
    Ok(debits.saturating_sub(credits))
}

fn amount(amount: Option<&WireMoney>, currency: Currency) -> Result<Decimal, Undecided> {
    let minor = minor(amount).map_err(|error| tonic::Status::internal(error.to_string()))?;
    Ok(Money::new(minor, currency).to_decimal())
}
