//! The only place that speaks SQL. Sets are loaded and written whole; lists are paged by key.

mod ageing;
mod applications;
mod books;
mod cash_decisions;
mod customer_account;
mod disputes;
mod entities;
mod erasure;
mod figures;
pub mod gauges;
mod journal;
mod journal_end;
mod laws;
mod lists;
mod migrations;
mod open_items;
mod privileges;
mod read;
mod receipts;
mod save;
mod tolerance;
mod trial_balance;
mod write_offs;

pub use ageing::{AgeingQuery, ageing};
pub use books::{close, hold_books, lock_books};
pub use customer_account::{AccountFigures, customer_account};
pub use erasure::erase_customers;
pub use figures::{cash_applications, cash_received, disputed, items, open};
pub use journal::{EntryFilter, PostedEntry, list_entries, posted};
pub use journal_end::end as journal_end;
pub use laws::{
    DayOfMovement, ItemSums, applied_for_others, balances_by_currency, days_of_movement, entry_balances, flags,
    item_sums, late_postings, reversals,
};
pub use lists::{ItemFilter, ItemKey, list_items, list_write_offs};
pub use migrations::MIGRATIONS;
pub use privileges::PRIVILEGES;
pub use save::save;
pub use tolerance::{over_tolerance, tolerated};
pub use trial_balance::{AccountSums, trial_balance};

pub use applications::reversed;
pub use applications::{of_items as applications_of_items, with_ids as applications_with_ids};
pub use cash_decisions::load as load_cash_decisions;
pub use disputes::settled;
pub use open_items::{flagged as flagged_items, load as load_items, lock as lock_items};
pub use receipts::{ensure as ensure_receipts, lock as lock_receipts};
pub use write_offs::lock as lock_write_offs;
