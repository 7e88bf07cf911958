//! The text in which metrics are read: that of Prometheus, or OpenMetrics, which has exemplars.

use std::fmt::Write as _;

use crate::{Exemplar, Kind, Metric, Sample, series::families};

/// Which text is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Prometheus,
    OpenMetrics,
}

impl Format {
    /// What the header `accept` asks for.
    #[must_use]
    pub fn asked(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") { Self::OpenMetrics } else { Self::Prometheus }
    }

    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// Everything that has been counted, and gauges as they were read.
#[must_use]
pub fn write(format: Format, gauges: &[Sample]) -> String {
    let mut text = Text { format, out: String::new() };
    for family in families() {
        family.write(&mut text);
    }
    let mut gauges: Vec<&Sample> = gauges.iter().collect();
    gauges.sort_by(|left, right| (left.metric.name, &left.values).cmp(&(right.metric.name, &right.values)));
    for family in gauges.chunk_by(|left, right| left.metric.name == right.metric.name) {
        if let Some(first) = family.first() {
            text.head(first.metric);
        }
        for sample in family {
            text.value(sample.metric, &sample.values, sample.value);
        }
    }
    if format == Format::OpenMetrics {
        text.out.push_str("# EOF\n");
    }
    text.out
}

/// A text under way.
pub(crate) struct Text {
    format: Format,
    out: String,
}

impl Text {
    pub(crate) fn head(&mut self, metric: &Metric) {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        // OpenMetrics names a family of counters without the ending that its series have.
        let family = match self.format {
            Format::OpenMetrics => metric.family(),
            Format::Prometheus => series(metric),
        };
        self.line(format_args!("# HELP {family} {}", metric.help));
        self.line(format_args!("# TYPE {family} {kind}"));
    }

    pub(crate) fn value(&mut self, metric: &Metric, values: &[String], value: impl std::fmt::Display) {
        let labels = labels(metric, values, None);
        self.line(format_args!("{}{labels} {value}", series(metric)));
    }

    pub(crate) fn bucket(
        &mut self,
        metric: &Metric,
        values: &[String],
        bound: Option<u64>,
        count: u64,
        exemplar: Option<&Exemplar>,
    ) {
        let labels = labels(metric, values, Some(&bound.map_or_else(|| "+Inf".to_owned(), seconds)));
        let exemplar = exemplar.filter(|_| self.format == Format::OpenMetrics).map(|exemplar| {
            let at = u64::try_from(exemplar.at.micros()).unwrap_or(0);
            format!(" # {{trace_id=\"{}\"}} {} {}", exemplar.trace_id, seconds(exemplar.micros), seconds(at))
        });
        self.line(format_args!("{}_bucket{labels} {count}{}", metric.family(), exemplar.unwrap_or_default()));
    }

    pub(crate) fn sum_and_count(&mut self, metric: &Metric, values: &[String], sum_micros: u64, count: u64) {
        let labels = labels(metric, values, None);
        self.line(format_args!("{}_sum{labels} {}", metric.family(), seconds(sum_micros)));
        self.line(format_args!("{}_count{labels} {count}", metric.family()));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // writing to a string never fails
        let _ = writeln!(self.out, "{line}");
    }
}

fn series(metric: &Metric) -> String {
    let ending = if metric.kind == Kind::Counter { "_total" } else { "" };
    format!("{}{ending}", metric.family())
}

fn labels(metric: &Metric, values: &[String], bound: Option<&str>) -> String {
    let named = metric.labels.iter().zip(values).map(|(name, value)| (name.replace('.', "_"), value.as_str()));
    let all = named.chain(bound.map(|bound| ("le".to_owned(), bound)));
    let pairs: Vec<String> = all.map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Microseconds in seconds; exact, so that no series is ever two.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;
