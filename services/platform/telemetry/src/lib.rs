//! What is measured, and how a trace goes on from one process to the next.
//!
//! Owns: metrics (each with its name, unit and labels: [`Metric`]), how they are read ([`tell`], and as a text: [`text`]), and the
//! W3C trace context between spans, calls and facts ([`trace`]). All platform metrics are in [`metrics`]; what only one
//! service measures is in its own `metrics.rs`.
//!
//! Nothing is counted and no span is asked for its context until the process says that somebody reads it ([`measure`],
//! [`trace::switch_on`]): switched off, each place costs one relaxed load. Labels are of bounded number: names of
//! methods, services, states and currencies, never ids.
//!
//! Deliberately absent: sockets and exporters (the runtime's), and any text of a request.

#![forbid(unsafe_code)]

mod counter;
mod exemplar;
mod histogram;
pub mod memory;
mod metric;
pub mod metrics;
mod sample;
mod series;
mod sink;
pub mod text;
pub mod trace;

use std::sync::atomic::{AtomicBool, Ordering};

pub use counter::Counter;
pub use exemplar::Exemplar;
pub use histogram::Histogram;
pub use metric::{Kind, Metric, Unit, age, counter, duration, gauge};
pub use sample::Sample;
pub use sink::{Bucket, Durations, Sink, tell};

static MEASURING: AtomicBool = AtomicBool::new(false);

/// From now on counters and histograms count.
pub fn measure() {
    MEASURING.store(true, Ordering::Relaxed);
}

/// Whether somebody reads what is measured.
#[must_use]
pub fn is_measuring() -> bool {
    MEASURING.load(Ordering::Relaxed)
}
