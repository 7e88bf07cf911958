//! How often something has happened.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{
    Metric, is_measuring,
    series::{Family, Registered},
    sink::Sink,
};

/// Counts, by labels. A static: it can be read from its first count on.
#[derive(Debug)]
pub struct Counter {
    metric: &'static Metric,
    series: Registered<AtomicU64>,
}

impl Counter {
    #[must_use]
    pub const fn new(metric: &'static Metric) -> Self {
        Self { metric, series: Registered::new() }
    }

    /// Counts so many more. The values are those of the metric's labels, in their order.
    pub fn add(&'static self, values: &[&str], more: u64) {
        if is_measuring() && more > 0 {
            self.series.of(self).of(values).fetch_add(more, Ordering::Relaxed);
        }
    }
}

impl Family for Counter {
    fn tell(&'static self, sink: &mut dyn Sink) {
        sink.metric(self.metric);
        for (values, count) in self.series.of(self).all() {
            sink.number(&values, i64::try_from(count.load(Ordering::Relaxed)).unwrap_or(i64::MAX));
        }
    }
}
