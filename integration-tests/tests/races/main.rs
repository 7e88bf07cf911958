//! Sixty-four callers who all want the same thing at once, through the whole mesh, on both engines: nothing is given
//! twice, nothing is lost, and the audit has nothing to say. Each race prints who got what.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a race that cannot go on fails, and prints its figures")]

mod batches;
mod credit_limit;
mod crowd;
mod disorder;
mod invoice;
mod one_id;
mod open_item;
mod receipt;
mod shelf;
