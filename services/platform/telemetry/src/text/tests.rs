use std::time::Duration;

use super::*;
use crate::{Counter, Histogram, counter, duration, gauge};

static TAKEN: Metric = counter("test.taken", &["o2c.service"], "Taken.");
static TAKEN_COUNT: Counter = Counter::new(&TAKEN);
static LASTED: Metric = duration("test.lasted", &[], "Lasted.");
static LASTED_TIME: Histogram = Histogram::new(&LASTED);
static DEPTH: Metric = gauge("test.depth", &["state"], "Depth.");

#[test]
fn both_texts_say_the_same_in_their_own_spelling() {
    crate::measure();
    TAKEN_COUNT.add(&["or\"ders"], 3);
    LASTED_TIME.observe(&[], Duration::from_micros(2_500));
    LASTED_TIME.observe(&[], Duration::from_secs(3_600));
    let gauges = [Sample::new(&DEPTH, &["b"], -2), Sample::new(&DEPTH, &["a"], 1)];

    let prometheus = write(Format::Prometheus, &gauges);
    for line in [
        "# TYPE test_taken_total counter",
        "test_taken_total{o2c_service=\"or\\\"ders\"} 3",
        "# TYPE test_lasted_seconds histogram",
        "test_lasted_seconds_bucket{le=\"0.001\"} 0",
        "test_lasted_seconds_bucket{le=\"0.0025\"} 1",
        "test_lasted_seconds_bucket{le=\"120\"} 1",
        "test_lasted_seconds_bucket{le=\"+Inf\"} 2",
        "test_lasted_seconds_sum 3600.0025",
        "test_lasted_seconds_count 2",
        "# TYPE test_depth gauge",
    ] {
        assert!(prometheus.lines().any(|found| found == line), "{line} is not in\n{prometheus}");
    }
    let depth = prometheus.find("test_depth{state=\"a\"} 1\ntest_depth{state=\"b\"} -2");
    assert!(depth.is_some(), "{prometheus}");

    let open = write(Format::OpenMetrics, &gauges);
    assert!(open.contains("# TYPE test_taken counter\n") && open.ends_with("# EOF\n"), "{open}");
}

#[test]
fn labels_are_bounded_in_number() {
    static MANY: Metric = counter("test.many", &["id"], "Many.");
    static MANY_COUNT: Counter = Counter::new(&MANY);
    crate::measure();
    for id in 0..3_000 {
        MANY_COUNT.add(&[&id.to_string()], 1);
    }
    let text = write(Format::Prometheus, &[]);
    assert_eq!(text.matches("test_many_total{").count(), 2_001);
    assert!(text.contains("test_many_total{id=\"other\"} 1000"));
}
