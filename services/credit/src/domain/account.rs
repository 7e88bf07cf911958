//! A customer's credit in one currency: the limit and how much of it is used.

use o2c_kernel::{Applied, Currency, Date, Money, Violations};

use super::{CreditAccountId, CustomerId, DocumentExposure, Entry, Exposure, Posting, Refusal, account_of};

/// How likely the customer is to fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RiskClass {
    Low,
    #[default]
    Medium,
    High,
}

/// What a person decides about an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountTerms {
    pub limit: Money,
    /// The first day; none = since ever.
    pub valid_from: Option<Date>,
    /// The last day, included; none = without end.
    pub valid_to: Option<Date>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditAccount {
    pub id: CreditAccountId,
    pub customer: CustomerId,
    pub terms: AccountTerms,
    pub risk_class: RiskClass,
    pub blocked: bool,
    /// Whether a person ever opened it. Facts of a customer without an account are recorded all the same, on an
    /// implicit account with limit 0; it gives no credit.
    pub opened: bool,
    pub exposure: Exposure,
    /// How many entries it has: the sequence of the last one.
    pub entries: i64,
    /// Counts the changes of its terms: what callers see as etag. Exposure changes far too often for that.
    pub revision: i64,
    /// The row's version; 0 = not stored yet.
    pub version: i64,
}

/// What happened to the terms of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TermsChangeKind {
    Opened,
    LimitSet,
    Blocked,
    Unblocked,
}

/// A line of the journal of limits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TermsChange {
    pub account: CreditAccountId,
    pub customer: CustomerId,
    pub revision: i64,
    pub kind: TermsChangeKind,
    pub before: Money,
    pub terms: AccountTerms,
    pub risk_class: RiskClass,
    pub blocked: bool,
    /// The change leaves the exposure over the limit, which it was not before.
    pub exceeds: bool,
}

impl CreditAccount {
    /// The account of a customer that nobody has opened one for.
    pub fn implicit(customer: CustomerId, currency: Currency) -> Self {
        Self {
            id: account_of(customer, currency),
            customer,
            terms: AccountTerms { limit: Money::zero(currency), valid_from: None, valid_to: None },
            risk_class: RiskClass::default(),
            blocked: false,
            opened: false,
            exposure: Exposure::default(),
            entries: 0,
            revision: 0,
            version: 0,
        }
    }

    pub const fn currency(&self) -> Currency {
        self.terms.limit.currency()
    }

    pub const fn limit(&self) -> Money {
        self.terms.limit
    }

    /// What the customer owes and has ordered, gross.
    pub fn used(&self) -> Money {
        Money::new(self.exposure.total(), self.currency())
    }

    /// Facts are written even when they break the limit; the account then takes no further order.
    pub fn is_over_limit(&self) -> bool {
        self.exposure.total() > self.terms.limit.minor()
    }

    /// Gives the customer credit. What facts have recorded before counts from the start.
    pub fn open(&mut self, terms: AccountTerms, risk_class: RiskClass, blocked: bool) -> Result<TermsChange, Refusal> {
        if self.opened {
            return Err(Refusal::AccountExists { account: self.id });
        }
        let change = self.change(TermsChangeKind::Opened, terms)?;
        self.opened = true;
        self.risk_class = risk_class;
        self.blocked = blocked;
        Ok(TermsChange { risk_class, blocked, ..change })
    }

    pub fn set_limit(&mut self, seen: Option<i64>, terms: AccountTerms) -> Result<TermsChange, Refusal> {
        self.must_be_open()?;
        if seen.is_some_and(|revision| revision != self.revision) {
            return Err(Refusal::Changed);
        }
        self.change(TermsChangeKind::LimitSet, terms)
    }

    /// From now on every order is denied, and nothing is released to the warehouse.
    pub fn block(&mut self) -> Result<Applied<TermsChange>, Refusal> {
        self.set_blocked(true, TermsChangeKind::Blocked)
    }

    pub fn unblock(&mut self) -> Result<Applied<TermsChange>, Refusal> {
        self.set_blocked(false, TermsChangeKind::Unblocked)
    }

    /// Writes moves into the account: all of them or none. Whether they fit the limit was decided before, or is not asked.
    pub fn post(&mut self, posting: &Posting) -> Result<Vec<Entry>, Refusal> {
        let mut exposure = self.exposure;
        let mut entries = Vec::with_capacity(posting.moves.len());
        for change in posting.moves.iter().filter(|change| change.minor != 0) {
            exposure = exposure.plus(change.category, change.minor)?;
            let before = i64::try_from(entries.len()).map_err(|_| Refusal::AmountOverflow)?;
            entries.push(Entry {
                account: self.id,
                sequence: self.entries.saturating_add(before).saturating_add(1),
                change: *change,
                exposure_after: exposure.total(),
                cause: posting.cause,
                at: posting.at,
            });
        }
        self.exposure = exposure;
        self.entries = entries.last().map_or(self.entries, |entry| entry.sequence);
        Ok(entries)
    }

    fn set_blocked(&mut self, blocked: bool, kind: TermsChangeKind) -> Result<Applied<TermsChange>, Refusal> {
        self.must_be_open()?;
        if self.blocked == blocked {
            return Ok(Applied::Already);
        }
        let change = self.change(kind, self.terms)?;
        self.blocked = blocked;
        Ok(Applied::Now(TermsChange { blocked, ..change }))
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        if self.opened { Ok(()) } else { Err(Refusal::AccountNotFound) }
    }

    fn change(&mut self, kind: TermsChangeKind, terms: AccountTerms) -> Result<TermsChange, Refusal> {
        let (account, amount) = (self.currency(), terms.limit.currency());
        if account != amount {
            let fields = Violations::of_currency("limit", account);
            return Err(Refusal::CurrencyMismatch { account, amount, fields });
        }
        let before = self.terms.limit;
        let was_over = self.opened && self.is_over_limit();
        self.terms = terms;
        self.revision = self.revision.saturating_add(1);
        let exceeds = !was_over && self.is_over_limit();
        Ok(TermsChange {
            account: self.id,
            customer: self.customer,
            revision: self.revision,
            kind,
            before,
            terms,
            risk_class: self.risk_class,
            blocked: self.blocked,
            exceeds,
        })
    }
}

impl DocumentExposure {
    /// What stands on the document with these entries.
    pub fn with(&self, entries: &[Entry]) -> Result<Exposure, Refusal> {
        let own = entries.iter().filter(|entry| entry.change.document.id == self.document.id);
        own.map(|entry| entry.change).try_fold(self.exposure, |sum, change| sum.plus(change.category, change.minor))
    }
}
