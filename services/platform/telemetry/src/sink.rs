//! Reading what was measured, whoever it is for.

use crate::{Exemplar, Metric, Sample, series::families};

/// Is told each metric, and then its series.
pub trait Sink {
    /// What follows are series of this metric.
    fn metric(&mut self, metric: &'static Metric);

    /// A counter or a gauge. The values are those of the metric's labels, in their order.
    fn number(&mut self, values: &[String], number: i64);

    /// A histogram.
    fn durations(&mut self, values: &[String], durations: &Durations);
}

/// How often something happened and how long it took, since the process began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Durations {
    /// In rising order; the last one has no upper end.
    pub buckets: Vec<Bucket>,
    pub sum_micros: u64,
}

/// Those that took longer than the bucket before allows, and no longer than this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub up_to_micros: Option<u64>,
    pub count: u64,
    pub exemplar: Option<Exemplar>,
}

/// Tells everything that has been counted, and gauges as they were read.
pub fn tell(gauges: &[Sample], sink: &mut dyn Sink) {
    for family in families() {
        family.tell(sink);
    }
    let mut gauges: Vec<&Sample> = gauges.iter().collect();
    gauges.sort_by(|left, right| (left.metric.name, &left.values).cmp(&(right.metric.name, &right.values)));
    for family in gauges.chunk_by(|left, right| left.metric.name == right.metric.name) {
        if let Some(first) = family.first() {
            sink.metric(first.metric);
        }
        for sample in family {
            sink.number(&sample.values, sample.value);
        }
    }
}
