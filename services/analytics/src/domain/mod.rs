//! What facts mean for measures, and what measures mean for KPIs. Pure.

mod archive;
mod book;
mod document;
mod fact;
mod figures;
mod ids;
mod kpi;
mod measure;
mod order;
mod ratio;
mod receipt;
mod receivable;
mod refusal;
mod shelf;
mod term;
#[cfg(test)]
mod tests;

pub use archive::ArchivedEvent;
pub use book::{Book, Needs};
pub use document::{DocumentKind, SalesDocument};
pub use fact::{Cause, Fact, Issued, Moved, Observed, Posted};
pub use figures::{Figures, Window};
pub use ids::{DocumentId, OpenItemId, OrderId, ProposalId, ReceiptId};
pub use kpi::{DEFINITIONS, Definition};
pub use measure::{Cell, Contribution, DaySums, Measure, Sum};
pub use order::{Elapsed, Moment, OrderFacts};
pub use ratio::Ratio;
pub use receipt::{ProposalFacts, ReceiptFacts};
pub use receivable::{Movement, Receivable, Turn};
pub use refusal::Refusal;
pub use shelf::Shelf;
pub use term::{Drill, Term};
