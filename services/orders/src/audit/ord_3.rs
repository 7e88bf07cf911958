//! ORD-3: an amendment names its base version, applies at most once, and never takes a line below what is shipped or
//! invoiced. There are no amendments yet, so there is no row to check: a law that compared nothing says so.

use o2c_audit::{Checking, Law, LawReport};
use o2c_store::Store;

pub const LAW: Law = Law { id: "ORD-3", title: "An amendment applies once, to the version that it names", check };

fn check(_: &Store) -> Checking<'_> {
    Box::pin(async { Ok(LawReport::default()) })
}
