//! How often something happened, and how long it took.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::{
    Exemplar, Metric, is_measuring,
    series::{Family, Registered},
    sink::{self, Durations, Sink},
};

/// Upper ends of the buckets, in microseconds; the last bucket has none.
pub(crate) const BOUNDS: [u64; 15] = [
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    30_000_000,
    120_000_000,
];

/// Durations, by labels. A static, like [`crate::Counter`].
#[derive(Debug)]
pub struct Histogram {
    metric: &'static Metric,
    series: Registered<Buckets>,
}

#[derive(Debug, Default)]
struct Bucket {
    count: AtomicU64,
    exemplar: Mutex<Option<Exemplar>>,
}

#[derive(Debug, Default)]
struct Buckets {
    buckets: [Bucket; BOUNDS.len() + 1],
    sum_micros: AtomicU64,
}

impl Histogram {
    #[must_use]
    pub const fn new(metric: &'static Metric) -> Self {
        Self { metric, series: Registered::new() }
    }

    /// Counts one that took so long. The values are those of the metric's labels, in their order.
    pub fn observe(&'static self, values: &[&str], took: Duration) {
        if !is_measuring() {
            return;
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let series = self.series.of(self).of(values);
        series.sum_micros.fetch_add(micros, Ordering::Relaxed);
        let at = BOUNDS.partition_point(|bound| *bound < micros);
        let Some(bucket) = series.buckets.get(at) else { return };
        bucket.count.fetch_add(1, Ordering::Relaxed);
        if let Some(exemplar) = Exemplar::current(micros) {
            *bucket.exemplar.lock().unwrap_or_else(PoisonError::into_inner) = Some(exemplar);
        }
    }
}

impl Family for Histogram {
    fn tell(&'static self, sink: &mut dyn Sink) {
        sink.metric(self.metric);
        for (values, series) in self.series.of(self).all() {
            let buckets = series.buckets.iter().enumerate().map(|(at, bucket)| sink::Bucket {
                up_to_micros: BOUNDS.get(at).copied(),
                count: bucket.count.load(Ordering::Relaxed),
                exemplar: bucket.exemplar.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            });
            let sum_micros = series.sum_micros.load(Ordering::Relaxed);
            sink.durations(&values, &Durations { buckets: buckets.collect(), sum_micros });
        }
    }
}
