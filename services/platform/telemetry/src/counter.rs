//! How often something has happened.

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, Ordering},
};

use crate::{
    Metric, is_measuring,
    series::{AllSeries, Family, register},
    text::Text,
};

/// Counts, by labels. A static: it can be read from its first count on.
#[derive(Debug)]
pub struct Counter {
    metric: &'static Metric,
    series: OnceLock<AllSeries<AtomicU64>>,
}

impl Counter {
    #[must_use]
    pub const fn new(metric: &'static Metric) -> Self {
        Self { metric, series: OnceLock::new() }
    }

    /// Counts so many more. The values are those of the metric's labels, in their order.
    pub fn add(&'static self, values: &[&str], more: u64) {
        if is_measuring() && more > 0 {
            self.series().of(values).fetch_add(more, Ordering::Relaxed);
        }
    }

    fn series(&'static self) -> &'static AllSeries<AtomicU64> {
        self.series.get_or_init(|| {
            register(self);
            AllSeries::new()
        })
    }
}

impl Family for Counter {
    fn write(&'static self, text: &mut Text) {
        text.head(self.metric);
        for (values, count) in self.series().all() {
            text.value(self.metric, &values, count.load(Ordering::Relaxed));
        }
    }
}
