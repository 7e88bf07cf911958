//! Spans on their way to a collector.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, TracerProviderBuilder},
};

use super::{TelemetryOptions, sampler::Linked};

/// Spans that wait to be sent; further ones are dropped, and nobody waits for them.
const WAITING: usize = 16_384;
/// Spans in one message.
const TOGETHER: usize = 1_024;
/// How often what waits is sent.
const EVERY: Duration = Duration::from_secs(1);
/// How long a collector may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Why no traces can be sent.
#[derive(Debug, thiserror::Error)]
#[error("telemetry.otlp_endpoint: traces cannot be sent to {endpoint}")]
pub struct OtlpError {
    endpoint: String,
    source: ExporterBuildError,
}

/// Sends what is kept to a collector. Needs the runtime of tokio.
pub(super) fn exporting(endpoint: &str, options: &TelemetryOptions) -> Result<SdkTracerProvider, OtlpError> {
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(ANSWER)
        .build()
        .map_err(|source| OtlpError { endpoint: endpoint.to_owned(), source })?;
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(WAITING)
        .with_max_export_batch_size(TOGETHER)
        .with_scheduled_delay(EVERY)
        .build();
    let processor = BatchSpanProcessor::builder(exporter).with_batch_config(batches).build();
    Ok(named(options).with_sampler(Linked::new(options.sample_ratio)).with_span_processor(processor).build())
}

/// Keeps nothing: traces have their names, and go nowhere.
pub(super) fn local(options: &TelemetryOptions) -> SdkTracerProvider {
    named(options).with_sampler(Linked::new(0.0)).build()
}

fn named(options: &TelemetryOptions) -> TracerProviderBuilder {
    let resource = Resource::builder_empty().with_attributes([
        KeyValue::new("service.namespace", "o2c"),
        KeyValue::new("service.name", options.service.clone()),
        KeyValue::new("service.instance.id", options.instance.clone()),
        KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
    ]);
    SdkTracerProvider::builder().with_resource(resource.build())
}
