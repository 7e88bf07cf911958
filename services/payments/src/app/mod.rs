//! The use cases, one verb a file, one transaction each.

mod apply_on_account;
mod decide_proposals;
mod finish;
mod import_statements;
mod match_receipts;
mod read_exceptions;
mod read_proposals;
mod read_receipts;
mod read_statements;
mod record_outcomes;
mod resolve_exceptions;
mod take_open_items;

pub use apply_on_account::{ApplyOnAccount, apply_on_account};
pub use decide_proposals::{DecideProposal, decide_proposals};
pub use import_statements::{ImportStatement, import_statements};
pub use match_receipts::match_receipts;
pub use read_exceptions::{ExceptionsPage, ExceptionsQuery, list_exceptions};
pub use read_proposals::{ProposalsPage, ProposalsQuery, get_proposal, list_proposals};
pub use read_receipts::{ReceiptsPage, ReceiptsQuery, get_receipt, list_receipts};
pub use read_statements::{
    LinesOf, LinesPage, LinesQuery, StatementsPage, StatementsQuery, get_statement, list_lines, list_statements,
};
pub use record_outcomes::record_outcomes;
pub use resolve_exceptions::{ResolveException, resolve_exceptions};
pub use take_open_items::{OpenItemFact, take_open_items};

use o2c_kernel::{KeyPart, PageSize};

/// Which page of a list.
#[derive(Clone, Debug)]
pub struct PageQuery {
    pub size: PageSize,
    /// The key at which the page before ended; empty for the first.
    pub after: Vec<KeyPart>,
    /// What the list was chosen by: the next page's token is bound to it.
    pub filter: String,
}

impl PageQuery {
    /// The number after which the page begins.
    pub(crate) fn after_number(&self) -> i64 {
        match self.after.as_slice() {
            [KeyPart::Int(number)] => *number,
            _ => 0,
        }
    }

    /// The day and the number after which the page begins.
    pub(crate) fn after_date_and_number(&self) -> Option<(i32, i64)> {
        match self.after.as_slice() {
            [KeyPart::Int(date), KeyPart::Int(number)] => Some((i32::try_from(*date).ok()?, *number)),
            _ => None,
        }
    }

    /// One more than the page holds tells whether there is another page.
    pub(crate) const fn limit(&self) -> u64 {
        self.size.get().saturating_add(1)
    }

    /// Cuts a page to its size; whether there is more.
    pub(crate) fn cut<T>(&self, mut rows: Vec<T>) -> (Vec<T>, bool) {
        let size = usize::try_from(self.size.get()).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        (rows, more)
    }
}
