//! Whom to write to on a day, and how sternly. The rule of the dunning run, for one customer in one currency.
//!
//! - Each overdue item has a level of its own, by its days past due. A letter goes out when some item has reached a
//!   level that it was not yet dunned at, and has the level of the item that is overdue longest.
//! - Disputed items and those below the minimum are left out (COL-1). Unused credit notes stand on the letter with a
//!   minus: what they cover is not dunned.
//! - One letter a customer and day, and none within the interval after the last: a stern one goes before a reminder.

use o2c_kernel::{Currency, Date, Money};

use super::{CaseId, CustomerId, DunnedLine, DunningCase, Notice, NoticeId, OpenItemId, Procedure, Refusal};

/// A customer's debts in one currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    pub customer: CustomerId,
    pub currency: Currency,
    /// The live one.
    pub case: Option<DunningCase>,
    /// Any notice, a reminder too.
    pub last_notice_on: Option<Date>,
    pub items: Vec<AccountItem>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountItem {
    pub id: OpenItemId,
    pub document_number: String,
    pub document_date: Date,
    pub due_on: Date,
    pub owed: bool,
    /// Positive.
    pub open: Money,
    pub disputed: bool,
    pub version: i64,
    pub dunned: Option<Dunned>,
}

/// The last notice that an item stood on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dunned {
    pub level: i32,
    /// None for a reminder.
    pub case: Option<CaseId>,
}

/// Ids for what may come into being.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    pub case: CaseId,
    pub notice: NoticeId,
}

/// What is to happen to an account.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Decision {
    /// The case, if it is new or has changed.
    pub case: Option<DunningCase>,
    pub opened: bool,
    pub cured: bool,
    pub notice: Option<Notice>,
}

/// Decides over one account. The same account, procedure and day give the same decision.
pub fn decide(account: &Account, procedure: &Procedure, as_of: Date, fresh: Fresh) -> Result<Decision, Refusal> {
    let minimum = procedure.minimum_in(account.currency)?;
    let book = Book { account, procedure, as_of, minimum };
    let may_write = book.may_write();
    if may_write && let Some(letter) = book.dunning_letter()? {
        return book.dun(letter, fresh);
    }
    let mut decision = book.cure()?;
    if may_write {
        decision.notice = book.reminder(fresh)?;
    }
    Ok(decision)
}

struct Book<'a> {
    account: &'a Account,
    procedure: &'a Procedure,
    as_of: Date,
    minimum: Money,
}

/// The lines of a letter and their sum.
struct Letter {
    level: i32,
    lines: Vec<DunnedLine>,
    total: Money,
}

impl Book<'_> {
    /// No block, and the last notice is long enough ago.
    fn may_write(&self) -> bool {
        let blocked = self.account.case.as_ref().is_some_and(|case| case.is_blocked(self.as_of));
        let interval = i64::from(self.procedure.interval_days);
        let long_ago = self.account.last_notice_on.is_none_or(|last| self.as_of.days_since(last) >= interval);
        !blocked && long_ago
    }

    fn dunning_letter(&self) -> Result<Option<Letter>, Refusal> {
        let dunnable: Vec<&AccountItem> = self.writable().filter(|item| self.level_of(item) > 0).collect();
        if !dunnable.iter().any(|item| self.level_of(item) > self.dunned_at(item)) {
            return Ok(None);
        }
        let level = dunnable.iter().map(|item| self.level_of(item)).max().unwrap_or(0);
        self.letter(level, &dunnable)
    }

    /// Once an item, and only before it is late.
    fn reminder(&self, fresh: Fresh) -> Result<Option<Notice>, Refusal> {
        let window = i64::from(self.procedure.reminder_days);
        let soon = |item: &&AccountItem| {
            let days = item.due_on.days_since(self.as_of);
            window > 0 && (0..=window).contains(&days) && item.dunned.is_none()
        };
        let coming: Vec<&AccountItem> = self.writable().filter(soon).collect();
        if coming.is_empty() {
            return Ok(None);
        }
        Ok(self.letter(0, &coming)?.map(|letter| self.notice(letter, None, fresh.notice)))
    }

    /// None when credit notes cover (nearly) all of it.
    fn letter(&self, level: i32, items: &[&AccountItem]) -> Result<Option<Letter>, Refusal> {
        let mut lines = Vec::with_capacity(items.len());
        for item in items {
            lines.push(self.line(item, item.open, self.level_of(item)));
        }
        for credit in self.credits() {
            lines.push(self.line(credit, credit.open.checked_neg()?, 0));
        }
        let total = Money::sum(self.account.currency, lines.iter().map(|line| line.open))?;
        let worth_it = total.is_positive() && total.minor() >= self.minimum.minor();
        Ok(worth_it.then_some(Letter { level, lines, total }))
    }

    fn line(&self, item: &AccountItem, open: Money, level: i32) -> DunnedLine {
        let days = if item.owed { self.days_past_due(item).max(0) } else { 0 };
        DunnedLine {
            item: item.id,
            document_number: item.document_number.clone(),
            due_on: item.due_on,
            open,
            days_past_due: i32::try_from(days).unwrap_or(i32::MAX),
            level,
            item_version: item.version,
        }
    }

    fn dun(&self, letter: Letter, fresh: Fresh) -> Result<Decision, Refusal> {
        let live = self.account.case.clone();
        let opened = live.is_none();
        let (customer, currency) = (self.account.customer, self.account.currency);
        let mut case = live.unwrap_or_else(|| DunningCase::open(fresh.case, customer, currency, self.as_of));
        case.noticed(letter.level, self.as_of);
        let notice = self.notice(letter, Some(case.id), fresh.notice);
        Ok(Decision { case: Some(case), opened, cured: false, notice: Some(notice) })
    }

    fn notice(&self, letter: Letter, case: Option<CaseId>, id: NoticeId) -> Notice {
        Notice {
            id,
            case,
            customer: self.account.customer,
            level: letter.level,
            issued_on: self.as_of,
            fee: self.procedure.fee_in(letter.level, self.account.currency),
            lines: letter.lines,
            total: letter.total,
            minimum: self.minimum,
            procedure_version: self.procedure.version,
        }
    }

    fn cure(&self) -> Result<Decision, Refusal> {
        let Some(mut case) = self.account.case.clone() else { return Ok(Decision::default()) };
        let cured = !self.owes()? && case.cure(self.as_of);
        Ok(Decision { case: cured.then_some(case), cured, ..Decision::default() })
    }

    /// Whether something is overdue that unused credit notes do not cover. What is disputed is not paid yet.
    fn owes(&self) -> Result<bool, Refusal> {
        let overdue = self.account.items.iter().filter(|item| item.owed && self.days_past_due(item) > 0);
        let overdue = Money::sum(self.account.currency, overdue.map(|item| item.open))?;
        let credits = Money::sum(self.account.currency, self.credits().map(|credit| credit.open))?;
        Ok(overdue.minor() > credits.minor())
    }

    /// What may stand on a letter at all.
    fn writable(&self) -> impl Iterator<Item = &AccountItem> {
        self.account
            .items
            .iter()
            .filter(|item| item.owed && !item.disputed && item.open.minor() >= self.minimum.minor())
    }

    fn credits(&self) -> impl Iterator<Item = &AccountItem> {
        self.account.items.iter().filter(|item| !item.owed && item.document_date <= self.as_of)
    }

    fn days_past_due(&self, item: &AccountItem) -> i64 {
        self.as_of.days_since(item.due_on)
    }

    fn level_of(&self, item: &AccountItem) -> i32 {
        let days = self.days_past_due(item);
        if days > 0 { self.procedure.level_at(days) } else { 0 }
    }

    /// What was dunned in a case that is over does not count: the next case starts anew.
    fn dunned_at(&self, item: &AccountItem) -> i32 {
        let live = self.account.case.as_ref().map(|case| case.id);
        item.dunned.filter(|dunned| dunned.case.is_some() && dunned.case == live).map_or(0, |dunned| dunned.level)
    }
}
