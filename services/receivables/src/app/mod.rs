//! Use cases, one verb a file: a transaction each.

mod apply_cash;
mod apply_credit_notes;
mod close_periods;
mod decide_write_offs;
mod desk;
mod get_ageing;
mod get_customer_account;
mod get_open_item;
mod get_trial_balance;
mod import_open_items;
mod list_journal_entries;
mod list_open_items;
mod list_write_offs;
mod post_bad_debts;
mod post_documents;
mod receive_payments;
mod redo;
mod request_write_offs;
mod reverse_applications;
mod set_dispute_flags;

pub use apply_cash::apply_cash;
pub use apply_credit_notes::apply_credit_notes;
pub use close_periods::{ClosePeriod, close_periods};
pub use decide_write_offs::decide_write_offs;
pub use get_ageing::{GetAgeing, get_ageing};
pub use get_customer_account::{CustomerAccount, GetCustomerAccount, get_customer_account};
pub use get_open_item::{ItemWithEdges, get_open_item};
pub use get_trial_balance::{GetTrialBalance, TrialBalance, get_trial_balance};
pub use import_open_items::import_open_items;
pub use list_journal_entries::{EntryPage, ListJournalEntries, list_journal_entries};
pub use list_open_items::{ItemPage, ListOpenItems, list_open_items};
pub use list_write_offs::{ListWriteOffs, WriteOffPage, list_write_offs};
pub use post_bad_debts::post_bad_debts;
pub use post_documents::{DocumentOutcome, post_documents};
pub use receive_payments::{Payment, receive_payments};
pub use redo::{Done, redo};
pub use request_write_offs::request_write_offs;
pub use reverse_applications::reverse_applications;
pub use set_dispute_flags::{Flag, set_dispute_flags};

use crate::error::ReceivablesError;

/// The answers of a set.
pub type Answers<R> = Result<o2c_kernel::PerItem<R, ReceivablesError>, ReceivablesError>;

/// Cuts what was read beyond the page, and says whether there was something.
fn cut<T>(rows: &mut Vec<T>, size: u64) -> bool {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    more
}
