//! A letter as it was sent. Never changed.

use o2c_kernel::{Currency, Date, Money};

use super::{CaseId, CustomerId, NoticeId, OpenItemId};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DunnedLine {
    pub item: OpenItemId,
    pub document_number: String,
    pub due_on: Date,
    /// Negative for a credit note, which counts against what is owed.
    pub open: Money,
    pub days_past_due: i32,
    /// Of this item by itself; 0 for a reminder and for a credit note.
    pub level: i32,
    /// Of the open item when this was decided: COL-1 finds a dispute that was live then.
    pub item_version: i64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    pub id: NoticeId,
    /// None for a reminder before the due date.
    pub case: Option<CaseId>,
    pub customer: CustomerId,
    /// 0 = reminder before the due date.
    pub level: i32,
    pub issued_on: Date,
    pub lines: Vec<DunnedLine>,
    /// Σ lines.
    pub total: Money,
    pub fee: Money,
    /// What an item had to reach, by the procedure of that version.
    pub minimum: Money,
    pub procedure_version: i32,
}

impl Notice {
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.total.currency()
    }

    #[must_use]
    pub const fn is_reminder(&self) -> bool {
        self.level == 0
    }
}
