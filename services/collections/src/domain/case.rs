//! How far reminding a customer has come: one live case per customer and currency (COL-1).
//!
//! ```text
//! OPEN (level 0 … n, as of the last notice) ──nothing overdue, no block──→ CURED
//! ```

use o2c_kernel::{Currency, Date};

use super::{CaseId, CustomerId};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaseState {
    Open,
    Cured,
}

impl CaseState {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Cured => "CURED",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Cured].into_iter().find(|one| one.name() == name)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DunningCase {
    pub id: CaseId,
    pub customer: CustomerId,
    pub currency: Currency,
    pub state: CaseState,
    /// Of the last notice; 0 before the first.
    pub level: i32,
    pub last_notice_on: Option<Date>,
    pub opened_on: Date,
    pub cured_on: Option<Date>,
    pub blocked_until: Option<Date>,
    pub block_reason: String,
    pub version: i64,
}

impl DunningCase {
    #[must_use]
    pub const fn open(id: CaseId, customer: CustomerId, currency: Currency, on: Date) -> Self {
        Self {
            id,
            customer,
            currency,
            state: CaseState::Open,
            level: 0,
            last_notice_on: None,
            opened_on: on,
            cured_on: None,
            blocked_until: None,
            block_reason: String::new(),
            version: 0,
        }
    }

    /// As it is once the set that changed it is saved.
    #[must_use]
    pub fn saved(&self) -> Self {
        Self { version: self.version.saturating_add(1), ..self.clone() }
    }

    /// Nobody writes to the customer before that day; a day that has come lifts the block.
    pub fn block(&mut self, until: Date, reason: &str) {
        self.blocked_until = Some(until);
        reason.clone_into(&mut self.block_reason);
    }

    #[must_use]
    pub fn is_blocked(&self, as_of: Date) -> bool {
        self.blocked_until.is_some_and(|until| as_of < until)
    }

    /// A notice of that level goes out.
    pub const fn noticed(&mut self, level: i32, on: Date) {
        self.level = level;
        self.last_notice_on = Some(on);
    }

    /// Nothing is overdue any more. A block keeps the case: it must not be forgotten with it.
    pub fn cure(&mut self, on: Date) -> bool {
        if self.state == CaseState::Cured || self.is_blocked(on) {
            return false;
        }
        self.state = CaseState::Cured;
        self.cured_on = Some(on);
        true
    }
}
