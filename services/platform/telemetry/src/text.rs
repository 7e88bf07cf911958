//! The text in which metrics are read: that of Prometheus, or OpenMetrics, which has exemplars.

use std::fmt::Write as _;

use crate::{Durations, Exemplar, Kind, Metric, Sample, Sink, tell};

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
    let mut text = Text { format, metric: None, out: String::new() };
    tell(gauges, &mut text);
    if format == Format::OpenMetrics {
        text.out.push_str("# EOF\n");
    }
    text.out
}

/// A text under way.
struct Text {
    format: Format,
    /// Whose series are being written.
    metric: Option<&'static Metric>,
    out: String,
}

impl Sink for Text {
    fn metric(&mut self, metric: &'static Metric) {
        self.metric = Some(metric);
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

    fn number(&mut self, values: &[String], number: i64) {
        let Some(metric) = self.metric else { return };
        let labels = labels(metric, values, None);
        self.line(format_args!("{}{labels} {number}", series(metric)));
    }

    fn durations(&mut self, values: &[String], durations: &Durations) {
        let Some(metric) = self.metric else { return };
        let mut total = 0_u64;
        for bucket in &durations.buckets {
            total = total.saturating_add(bucket.count);
            let bound = bucket.up_to_micros.map_or_else(|| "+Inf".to_owned(), seconds);
            let labels = labels(metric, values, Some(&bound));
            let exemplar = bucket.exemplar.as_ref().filter(|_| self.format == Format::OpenMetrics).map(spelled);
            self.line(format_args!("{}_bucket{labels} {total}{}", metric.family(), exemplar.unwrap_or_default()));
        }
        let labels = labels(metric, values, None);
        self.line(format_args!("{}_sum{labels} {}", metric.family(), seconds(durations.sum_micros)));
        self.line(format_args!("{}_count{labels} {total}", metric.family()));
    }
}

impl Text {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // writing to a string never fails
        let _ = writeln!(self.out, "{line}");
    }
}

fn spelled(exemplar: &Exemplar) -> String {
    let at = u64::try_from(exemplar.at.micros()).unwrap_or(0);
    format!(" # {{trace_id=\"{}\"}} {} {}", exemplar.trace_id, seconds(exemplar.micros), seconds(at))
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
