//! Metrics on their way to a collector, for those who do not scrape.
//!
//! Counts are cumulative since the process began: what could not be sent is in the next message.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use o2c_kernel::{Instant, machine_now};
use o2c_telemetry::{Durations, Kind, Metric, Sample, Sink, Unit, tell};
use opentelemetry_proto::tonic::{
    collector::metrics::v1::{ExportMetricsServiceRequest, metrics_service_client::MetricsServiceClient},
    common::v1::{AnyValue, InstrumentationScope, KeyValue, any_value},
    metrics::v1::{
        AggregationTemporality, Exemplar, Gauge, Histogram, HistogramDataPoint, Metric as Told, NumberDataPoint,
        ResourceMetrics, ScopeMetrics, Sum, exemplar, metric::Data, number_data_point,
    },
    resource::v1::Resource,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::transport::Channel;

use super::{CollectorOptions, OtlpError, TelemetryOptions, collector::ANSWER, resource};
use crate::Gauges;

/// Sends what is measured, until it is shut down.
pub struct PushedMetrics {
    gauges: Arc<OnceLock<Gauges>>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl PushedMetrics {
    /// Measures and sends from now on, where the options say so.
    pub fn start(options: &TelemetryOptions) -> Result<Option<Self>, OtlpError> {
        let Some((collector, every)) =
            options.collector.as_ref().and_then(|collector| Some((collector, collector.metrics_every?)))
        else {
            return Ok(None);
        };
        o2c_telemetry::measure();
        let (gauges, stop) = (Arc::<OnceLock<Gauges>>::default(), CancellationToken::new());
        let push = Push::new(options, collector)?;
        let task = tokio::spawn(push.run(every, Arc::clone(&gauges), stop.clone()));
        Ok(Some(Self { gauges, stop, task }))
    }

    /// Sends gauges once, where the options say so: what a command has found that ends with it.
    pub async fn tell_once(options: &TelemetryOptions, gauges: &[Sample]) -> Result<(), OtlpError> {
        match options.collector.as_ref().filter(|collector| collector.metrics_every.is_some()) {
            Some(collector) => {
                Push::new(options, collector)?.tell(gauges).await;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// The process serves: from now on there are gauges.
    pub fn ready(&self, gauges: Gauges) {
        let _ = self.gauges.set(gauges);
    }

    /// Sends what was counted last.
    pub async fn shutdown(self) {
        self.stop.cancel();
        let _ = self.task.await;
    }
}

struct Push {
    client: MetricsServiceClient<Channel>,
    resource: Resource,
    began: Instant,
}

impl Push {
    fn new(options: &TelemetryOptions, collector: &CollectorOptions) -> Result<Self, OtlpError> {
        Ok(Self {
            client: MetricsServiceClient::new(collector.channel()?),
            resource: Resource { attributes: attributes(resource(options)), ..Resource::default() },
            began: machine_now(),
        })
    }

    async fn run(mut self, every: Duration, gauges: Arc<OnceLock<Gauges>>, stop: CancellationToken) {
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(every) => {}
            }
            let read = match gauges.get() {
                Some(gauges) => tokio::time::timeout(ANSWER, gauges.fresh()).await.unwrap_or_default(),
                None => Vec::new(),
            };
            self.tell(&read).await;
        }
    }

    /// What cannot be sent is in the next message, and missed where there is none.
    async fn tell(&mut self, gauges: &[Sample]) {
        match tokio::time::timeout(ANSWER, self.client.export(self.message(gauges))).await {
            Ok(Ok(_)) => {}
            Ok(Err(status)) => tracing::warn!(code = ?status.code(), "metrics could not be sent"),
            Err(_) => tracing::warn!("metrics could not be sent: the collector did not answer in time"),
        }
    }

    fn message(&self, gauges: &[Sample]) -> ExportMetricsServiceRequest {
        let mut points = Points { from: nanos(self.began), at: nanos(machine_now()), metric: None, told: Vec::new() };
        tell(gauges, &mut points);
        let scope = InstrumentationScope { name: "o2c".to_owned(), ..InstrumentationScope::default() };
        let metrics = ScopeMetrics { scope: Some(scope), metrics: points.told, ..ScopeMetrics::default() };
        let resource = ResourceMetrics {
            resource: Some(self.resource.clone()),
            scope_metrics: vec![metrics],
            ..ResourceMetrics::default()
        };
        ExportMetricsServiceRequest { resource_metrics: vec![resource] }
    }
}

/// What is measured, as OTLP has it.
struct Points {
    from: u64,
    at: u64,
    metric: Option<&'static Metric>,
    told: Vec<Told>,
}

impl Sink for Points {
    fn metric(&mut self, metric: &'static Metric) {
        self.metric = Some(metric);
        let temporality = AggregationTemporality::Cumulative.into();
        let data = match metric.kind {
            Kind::Counter => {
                Data::Sum(Sum { is_monotonic: true, aggregation_temporality: temporality, data_points: Vec::new() })
            }
            Kind::Gauge => Data::Gauge(Gauge::default()),
            Kind::Histogram => {
                Data::Histogram(Histogram { aggregation_temporality: temporality, data_points: Vec::new() })
            }
        };
        let unit = match metric.unit {
            Unit::Seconds => "s",
            Unit::Bytes => "By",
            Unit::Count => "1",
        };
        self.told.push(Told {
            name: metric.name.to_owned(),
            description: metric.help.to_owned(),
            unit: unit.to_owned(),
            data: Some(data),
            ..Told::default()
        });
    }

    fn number(&mut self, values: &[String], number: i64) {
        let point = NumberDataPoint {
            attributes: self.labels(values),
            start_time_unix_nano: self.from,
            time_unix_nano: self.at,
            value: Some(number_data_point::Value::AsInt(number)),
            ..NumberDataPoint::default()
        };
        match self.told.last_mut().and_then(|told| told.data.as_mut()) {
            Some(Data::Sum(sum)) => sum.data_points.push(point),
            Some(Data::Gauge(gauge)) => gauge.data_points.push(point),
            _ => {}
        }
    }

    fn durations(&mut self, values: &[String], durations: &Durations) {
        let counts: Vec<u64> = durations.buckets.iter().map(|bucket| bucket.count).collect();
        let exemplars = durations.buckets.iter().filter_map(|bucket| bucket.exemplar.as_ref());
        let point = HistogramDataPoint {
            attributes: self.labels(values),
            start_time_unix_nano: self.from,
            time_unix_nano: self.at,
            count: counts.iter().sum(),
            sum: Some(seconds(durations.sum_micros)),
            bucket_counts: counts,
            explicit_bounds: durations.buckets.iter().filter_map(|bucket| bucket.up_to_micros.map(seconds)).collect(),
            exemplars: exemplars.map(told).collect(),
            ..HistogramDataPoint::default()
        };
        if let Some(Data::Histogram(histogram)) = self.told.last_mut().and_then(|told| told.data.as_mut()) {
            histogram.data_points.push(point);
        }
    }
}

impl Points {
    fn labels(&self, values: &[String]) -> Vec<KeyValue> {
        let names = self.metric.map(|metric| metric.labels).unwrap_or_default();
        attributes(names.iter().zip(values).map(|(name, value)| (*name, value.clone())))
    }
}

fn told(exemplar: &o2c_telemetry::Exemplar) -> Exemplar {
    let bytes = u128::from_str_radix(&exemplar.trace_id, 16).map(u128::to_be_bytes).unwrap_or_default();
    Exemplar {
        time_unix_nano: nanos(exemplar.at),
        trace_id: bytes.to_vec(),
        value: Some(exemplar::Value::AsDouble(seconds(exemplar.micros))),
        ..Exemplar::default()
    }
}

fn attributes<'a>(pairs: impl IntoIterator<Item = (&'a str, String)>) -> Vec<KeyValue> {
    let attribute = |(key, value): (&str, String)| KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(any_value::Value::StringValue(value)) }),
        ..KeyValue::default()
    };
    pairs.into_iter().map(attribute).collect()
}

fn nanos(instant: Instant) -> u64 {
    u64::try_from(instant.micros()).unwrap_or(0).saturating_mul(1_000)
}

/// OTLP has seconds as a float; ours are exact up to here.
fn seconds(micros: u64) -> f64 {
    Duration::from_micros(micros).as_secs_f64()
}
