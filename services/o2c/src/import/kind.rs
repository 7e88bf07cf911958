//! What one kind of file is, beside all that they have in common.

use std::collections::BTreeMap;

use futures::future::BoxFuture;
use o2c_kernel::Violations;

use super::{
    column::Column,
    document::Document,
    office::{Office, Undecided},
    row::Cells,
    totals::{Amount, Totals},
};

/// How far a batch is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As far as can be without writing: what it names is looked up, and decided where the service can do that alone.
    Check,
    Write,
}

/// What a service said of a document: what it has put into the books, or everything that is wrong.
pub type Answer = Result<Totals, Violations>;

/// How many documents have come how far.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcomes {
    /// Nobody has decided on these yet.
    pub under_way: u64,
    /// By what they are now.
    pub states: BTreeMap<String, u64>,
    /// Of these, what somebody has to look at.
    pub bad: BTreeMap<String, u64>,
}

/// A kind of file.
pub trait Kind: Send + Sync + Sized + 'static {
    const COLUMNS: &'static [Column];
    /// Rows with the same text in this column, one below the other, are one document.
    const DOCUMENT: Option<&'static str> = None;
    /// What it does to the ledger has to be looked at when it is done.
    const POSTS: bool = false;

    /// What is accepted is not at its end yet: what becomes of it has to be looked at.
    const SETTLES: bool = false;

    type Item: Clone + Send + Sync;

    fn read(cells: &mut Cells<'_>) -> Option<Self::Item>;

    /// What names a document, within the file.
    fn key(items: &[Self::Item]) -> String;

    /// What a row adds to the control totals.
    fn amount(item: &Self::Item) -> Option<Amount>;

    /// An answer for each document, in their order. All of them can be read.
    fn send<'a>(
        office: &'a Office,
        documents: &'a [Document<Self::Item>],
        mode: Mode,
    ) -> BoxFuture<'a, Result<Vec<Answer>, Undecided>>;

    /// What has become of documents that were accepted.
    fn look<'a>(_: &'a Office, _: &'a [Document<Self::Item>]) -> BoxFuture<'a, Result<Outcomes, Undecided>> {
        Box::pin(async { Ok(Outcomes::default()) })
    }
}
