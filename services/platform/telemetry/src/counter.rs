//! How often something has happened.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::{
    Metric, is_measuring,
    series::{Family, Registered},
    text::Text,
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
    fn write(&'static self, text: &mut Text) {
        text.head(self.metric);
        for (values, count) in self.series.of(self).all() {
            text.value(self.metric, &values, count.load(Ordering::Relaxed));
        }
    }
}
