//! Spans on their way to a collector.

use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithTonicConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, TracerProviderBuilder},
};

use super::{
    TelemetryOptions,
    collector::{ANSWER, CollectorOptions, OtlpError},
    resource,
    sampler::Linked,
};

/// Spans that wait to be sent; further ones are dropped, and nobody waits for them.
const WAITING: usize = 16_384;
/// Spans in one message.
const TOGETHER: usize = 1_024;
/// How often what waits is sent.
const EVERY: Duration = Duration::from_secs(1);

/// Sends what is kept to a collector. Needs the runtime of tokio.
pub(super) fn exporting(
    collector: &CollectorOptions,
    options: &TelemetryOptions,
) -> Result<SdkTracerProvider, OtlpError> {
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_channel(collector.channel()?)
        .with_timeout(ANSWER)
        .build()
        .map_err(|source| OtlpError::Exporter { endpoint: collector.endpoint.clone(), source })?;
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
    let attributes = resource(options).map(|(key, value)| KeyValue::new(key, value));
    let resource = Resource::builder_empty().with_attributes(attributes);
    SdkTracerProvider::builder().with_resource(resource.build())
}
