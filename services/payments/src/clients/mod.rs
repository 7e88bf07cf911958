//! Who payments calls.

mod receivables;

pub use receivables::{Answered, Receivables};
