//! Metrics as a collector has received them, beside the list that alerts and dashboards stand on.

use std::collections::BTreeMap;

use opentelemetry_proto::tonic::metrics::v1::{Metric, metric::Data, number_data_point::Value};

use crate::{collector::Collector, metrics::named};

/// All that is listed has come, but what does not happen; and says what it should.
pub fn metrics_have_come(collector: &Collector, absent: &[&str]) {
    let received = collector.metrics();
    assert!(received.iter().all(|(service, _)| service == "o2c"), "{received:?}");
    let received: BTreeMap<String, Metric> =
        received.into_iter().map(|(_, metric)| (metric.name.clone(), metric)).collect();
    let missing: Vec<String> = named()
        .into_iter()
        .filter(|(name, prometheus)| !received.contains_key(name) && !absent.contains(&prometheus.as_str()))
        .map(|(name, _)| name)
        .collect();
    assert!(missing.is_empty(), "not received: {missing:?}");

    let Some(Data::Sum(confirmed)) = &received["o2c.orders.confirmed"].data else { panic!("a counter is a sum") };
    assert!(confirmed.is_monotonic);
    let counted: Vec<_> = confirmed.data_points.iter().map(|point| point.value).collect();
    assert_eq!(counted, [Some(Value::AsInt(2))]);

    let calls = &received["rpc.server.call.duration"];
    let Some(Data::Histogram(durations)) = &calls.data else { panic!("a duration is a histogram") };
    assert_eq!(calls.unit, "s");
    for point in &durations.data_points {
        assert_eq!(point.bucket_counts.iter().sum::<u64>(), point.count, "{point:?}");
        assert_eq!(point.bucket_counts.len(), point.explicit_bounds.len() + 1, "{point:?}");
        assert!(point.start_time_unix_nano > 0 && point.start_time_unix_nano < point.time_unix_nano, "{point:?}");
    }
    let exemplars: Vec<_> = durations.data_points.iter().flat_map(|point| &point.exemplars).collect();
    assert!(!exemplars.is_empty() && exemplars.iter().all(|exemplar| exemplar.trace_id.len() == 16), "{exemplars:?}");
}
