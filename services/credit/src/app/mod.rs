//! The use cases, one verb a file, one transaction each.

mod block_credit_accounts;
mod cancel_orders;
mod check_credit;
mod create_credit_accounts;
mod decide_credit_reviews;
mod end_orders;
mod finish;
mod read_accounts;
mod read_reviews;
mod record_facts;
pub mod redo;
mod release_credit;
mod reserve_credit;
mod set_credit_limits;

pub use block_credit_accounts::{SetBlocked, block_credit_accounts};
pub use cancel_orders::cancel_orders;
pub use check_credit::{Asked, Checked, check_credit};
pub use create_credit_accounts::{OpenAccount, create_credit_accounts};
pub use decide_credit_reviews::decide_credit_reviews;
pub use end_orders::end_orders;
pub use read_accounts::{
    AccountsPage, AccountsQuery, EntriesPage, EntriesQuery, find_credit_account, get_credit_account,
    list_credit_accounts, list_exposure_entries,
};
pub use read_reviews::{ReviewsPage, ReviewsQuery, get_credit_review, list_credit_reviews};
pub use record_facts::{account_of_document, record_facts};
pub use release_credit::{GiveBack, release_credit};
pub use reserve_credit::reserve_credit;
pub use set_credit_limits::{SetLimit, set_credit_limits};

use o2c_kernel::{KeyPart, PageSize};

/// Which page of a list.
#[derive(Clone, Debug)]
pub struct PageQuery {
    pub size: PageSize,
    /// The key at which the page before ended; empty for the first.
    pub after: Vec<KeyPart>,
}

/// Cuts a list that was read one too long: the rows of the page, and whether there are more.
fn cut<T>(mut rows: Vec<T>, size: PageSize) -> (Vec<T>, bool) {
    let wanted = usize::try_from(size.get()).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    (rows, more)
}
