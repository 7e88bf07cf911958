//! A trace that stands for the calls of a bucket.

use o2c_kernel::{Instant, machine_now};

/// The last sampled trace that fell into a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemplar {
    pub trace_id: String,
    pub micros: u64,
    pub at: Instant,
}

impl Exemplar {
    /// Of the current span, where its trace is exported.
    pub(crate) fn current(micros: u64) -> Option<Self> {
        let trace_id = crate::trace::sampled()?;
        Some(Self { trace_id, micros, at: machine_now() })
    }
}
