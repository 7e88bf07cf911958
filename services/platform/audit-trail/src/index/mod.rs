//! The index: which entries name a document.
//!
//! What a block names is a run: pairs of a document and an entry, sorted and packed into pages. Eight runs of a class are
//! merged into one, up to a size at which a merge is still short. So a pair is written some five times, a row holds a
//! hundred of them, and who looks for a document reads a page of each run, of which there are a few dozen, and one more
//! for every quarter of a million pairs. The index is no evidence: it is made of entries, and is made anew from the
//! chain where it does not reach the chain's end.

mod lookup;
mod merge;
mod page;
mod rebuild;
mod run;

use o2c_store::trail::Entry;

pub use lookup::newest_of_document;
pub use merge::merge;
pub use page::{Page, Pair, unpack};
pub use rebuild::rebuild;
pub use run::{MERGED_AT_ONCE, Run};

/// What an entry adds.
pub fn pairs(entry: &Entry) -> impl Iterator<Item = Pair> {
    entry.documents().into_iter().map(|document| (document, entry.id))
}
