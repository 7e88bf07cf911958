//! People change what a customer may owe.

use o2c_kernel::{Applied, Instant, Principal};

use super::{Desk, facts::exceeded};
use crate::domain::{
    AccountTerms, CreditAccount, CreditAccountId, CreditFact, CustomerId, Refusal, RiskClass, TermsChange, account_of,
};

/// A line of the journal of terms, with who and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TermsEntry {
    pub change: TermsChange,
    pub by: Principal,
    pub reason: String,
    pub at: Instant,
}

/// Who changes terms, why and when.
#[derive(Clone, Copy, Debug)]
pub struct Because<'a> {
    pub by: &'a Principal,
    pub reason: &'a str,
    pub at: Instant,
}

impl Desk {
    /// Opens an account. What facts have recorded of the customer before is on it already.
    pub fn open_account(
        &mut self,
        customer: CustomerId,
        terms: AccountTerms,
        risk_class: RiskClass,
        blocked: bool,
        because: Because<'_>,
    ) -> Result<CreditAccount, Refusal> {
        let currency = terms.limit.currency();
        let account = self
            .accounts
            .entry(account_of(customer, currency))
            .or_insert_with(|| CreditAccount::implicit(customer, currency));
        let change = account.open(terms, risk_class, blocked)?;
        let opened = account.clone();
        self.keep_terms(change, because);
        Ok(opened)
    }

    pub fn set_limit(
        &mut self,
        account: CreditAccountId,
        seen: Option<i64>,
        terms: AccountTerms,
        because: Because<'_>,
    ) -> Result<CreditAccount, Refusal> {
        let account = self.accounts.get_mut(&account).ok_or(Refusal::AccountNotFound)?;
        let change = account.set_limit(seen, terms)?;
        let changed = account.clone();
        self.keep_terms(change, because);
        Ok(changed)
    }

    pub fn set_blocked(
        &mut self,
        account: CreditAccountId,
        blocked: bool,
        because: Because<'_>,
    ) -> Result<CreditAccount, Refusal> {
        let account = self.accounts.get_mut(&account).ok_or(Refusal::AccountNotFound)?;
        let applied = if blocked { account.block()? } else { account.unblock()? };
        let changed = account.clone();
        if let Applied::Now(change) = applied {
            self.keep_terms(change, because);
        }
        Ok(changed)
    }

    fn keep_terms(&mut self, change: TermsChange, because: Because<'_>) {
        let over = self.accounts.get(&change.account).filter(|_| change.exceeds);
        let exceeded = over.map(|account| exceeded(account, because.at));
        self.keep_change(change, because);
        self.touched.facts.extend(exceeded);
    }

    /// In the journal, and told.
    pub(super) fn keep_change(&mut self, change: TermsChange, because: Because<'_>) {
        let Because { by, reason, at } = because;
        let entry = TermsEntry { change, by: by.clone(), reason: reason.to_owned(), at };
        self.touched.accounts.insert(entry.change.account);
        self.touched.facts.push(CreditFact::TermsChanged(entry.clone()));
        self.touched.terms.push(entry);
    }
}
