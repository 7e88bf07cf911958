//! What a metric is called.

/// How its values behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only rises.
    Counter,
    /// Is what it is now.
    Gauge,
    /// How often, and how long.
    Histogram,
}

/// What one of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Seconds,
    Bytes,
    /// A number of something.
    Count,
}

/// A metric: its name as OpenTelemetry writes it, and the names of its labels in the order of their values.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    pub unit: Unit,
    pub labels: &'static [&'static str],
    pub help: &'static str,
}

impl Metric {
    /// The name as Prometheus writes it, without the ending that counters have.
    #[must_use]
    pub fn family(&self) -> String {
        let unit = match self.unit {
            Unit::Seconds => "_seconds",
            Unit::Bytes => "_bytes",
            Unit::Count => "",
        };
        format!("{}{unit}", self.name.replace('.', "_"))
    }
}

/// A number of things that there are now.
#[must_use]
pub const fn gauge(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, unit: Unit::Count, labels, help }
}

/// The age of the oldest of them.
#[must_use]
pub const fn age(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, unit: Unit::Seconds, labels, help }
}

/// How often something has happened.
#[must_use]
pub const fn counter(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Counter, unit: Unit::Count, labels, help }
}

/// How long it took.
#[must_use]
pub const fn duration(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Histogram, unit: Unit::Seconds, labels, help }
}
