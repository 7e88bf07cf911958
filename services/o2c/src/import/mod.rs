//! Bringing in what another system has: master data, limits, prices, open orders, open items, stock.
//!
//! An import is a job over one file. Every row has a request id that follows from the import and the row, so whatever is
//! sent again has no further effect; the checkpoint only saves the time. Control totals are compared before anything is
//! written and with what the services have answered; at the end a certificate says whether the books tie.
//!
//! Memory holds a few batches and 16 bytes for each document of the file (to find it twice).

mod batch;
mod books;
mod certificate;
mod checkpoint;
mod column;
mod control;
mod document;
mod job;
mod kind;
mod kinds;
mod office;
mod options;
mod read;
mod refused;
mod row;
mod settle;
mod template;
mod totals;

pub use certificate::Certificate;
pub use control::ControlTotals;
pub use kinds::Named;
pub use options::{Heard, Options};
pub use read::Format;

/// A file of a kind to begin with.
pub fn template(kind: Named, format: Format) -> anyhow::Result<String> {
    template::template(kind.columns(), format)
}
