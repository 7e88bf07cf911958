//! Messaging on both engines.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says where")]

mod company;
mod failing;
mod forgetting;
mod jetstream;
mod lost_tails;
mod noting;
mod producers;
mod publishing;
mod relaying;
mod restoring;
mod support;
mod taking;
mod typed;
mod waiting;
