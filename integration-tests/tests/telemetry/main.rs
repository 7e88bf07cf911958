//! What a running mesh tells of itself: to a real collector, to who reads its metrics, and in its logs.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

mod collector;
mod gauges;
mod metrics;
mod pushed;
mod story;
