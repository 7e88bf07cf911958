//! The main job as a test: the sample, its identities, its independence of set sizes, its going on after a crash, and a
//! month of real order lines against sums made independently.

#![expect(clippy::unwrap_used, reason = "a demo that cannot run fails its test")]

mod fixtures;
mod identities;
mod real_month;
mod replayed;
mod resumed;
mod run;
