//! The use cases, one verb a file, one transaction each.

mod assign_disputes;
mod block_dunning;
mod change_items;
mod dunning_set;
mod list_worklist;
mod open_disputes;
mod post_items;
mod procedure;
mod raise_deductions;
mod read_cases;
mod read_disputes;
mod resolve_disputes;
mod run_dunning;
mod set_dunning_procedure;

pub use assign_disputes::{AssignDispute, assign_disputes};
pub use block_dunning::{BlockDunning, block_dunning};
pub use change_items::{Change, ItemChange, change_items};
pub use list_worklist::{WorklistPage, WorklistQuery, list_worklist};
pub use open_disputes::{OpenDispute, open_disputes};
pub use post_items::post_items;
pub use procedure::get_dunning_procedure;
pub use raise_deductions::{RaisedDeduction, raise_deductions};
pub use read_cases::{
    CaseView, CasesPage, CasesQuery, NoticesPage, NoticesQuery, get_dunning_case, list_dunning_cases,
    list_dunning_notices,
};
pub use read_disputes::{DisputesPage, DisputesQuery, get_dispute, list_disputes};
pub use resolve_disputes::{ResolveDispute, resolve_disputes};
pub use run_dunning::{RunDunning, get_dunning_run, run_dunning};
pub use set_dunning_procedure::{NewProcedure, set_dunning_procedure};

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
