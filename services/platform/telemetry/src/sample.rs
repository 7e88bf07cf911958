//! A gauge as it was read.

use std::time::Duration;

use crate::Metric;

/// The value of a gauge for one combination of labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    pub metric: &'static Metric,
    pub values: Vec<String>,
    pub value: i64,
}

impl Sample {
    /// The values are those of the metric's labels, in their order.
    #[must_use]
    pub fn new(metric: &'static Metric, values: &[&str], value: i64) -> Self {
        Self { metric, values: values.iter().map(|value| (*value).to_owned()).collect(), value }
    }

    /// An age, in whole seconds.
    #[must_use]
    pub fn age(metric: &'static Metric, values: &[&str], age: Duration) -> Self {
        Self::new(metric, values, i64::try_from(age.as_secs()).unwrap_or(i64::MAX))
    }
}
