//! Logs and traces. Logs go to standard error, so that standard output stays the command's own; a full disk never stops a
//! money path, because the writer drops what it cannot write. Traces go to a collector, by OTLP; one that is not there
//! costs the spans that it would have had, and nothing else. So do metrics, if they are not only to be read.

mod collector;
mod json;
mod otlp;
mod pushed;
mod sampler;

use std::{io::Write, sync::Mutex};

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::{FilterExt as _, FilterFn, LevelFilter},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

pub use collector::{CollectorOptions, OtlpError};
pub use json::JsonLines;
pub use pushed::PushedMetrics;

/// What is logged unless the configuration or `O2C_LOG` says otherwise.
pub const DEFAULT_FILTER: &str = "warn,o2c_audit_trail::checkpoint=info";
/// Our own spans, which are all that a trace is made of.
const OURS: &str = "o2c";

/// How a process logs, and where its traces go.
#[derive(Clone, Debug)]
pub struct TelemetryOptions {
    /// Lines for machines, otherwise lines for people.
    pub json: bool,
    /// Which lines, as in `warn,o2c_saga=info`; `O2C_LOG` goes before it.
    pub filter: String,
    /// The role, such as `orders`.
    pub service: String,
    /// Tells the replicas of a role apart.
    pub instance: String,
    /// Who takes traces and metrics; none: nobody.
    pub collector: Option<CollectorOptions>,
    /// The share of traces that begin here and are kept. One that somebody else began is kept where they keep it.
    pub sample_ratio: f64,
}

/// Running telemetry; traces are sent until it is shut down.
#[derive(Debug, Default)]
pub struct Telemetry(Option<SdkTracerProvider>);

impl Telemetry {
    /// Sends what is still here. Blocks for some seconds where the collector does not answer.
    pub async fn shutdown(self) {
        let Some(provider) = self.0 else { return };
        let ended = tokio::task::spawn_blocking(move || provider.shutdown()).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last spans could not be sent");
        }
    }
}

/// Starts logging for a command; once a process. `json` for machines, otherwise lines for people.
pub fn start(json: bool) {
    let lines = fmt::layer().with_writer(std::io::stderr).log_internal_errors(false);
    let registry = tracing_subscriber::registry().with(filter(DEFAULT_FILTER));
    // A second start, as in tests, leaves the first one's subscriber in place.
    let _ = if json { registry.with(lines.json()).try_init() } else { registry.with(lines).try_init() };
}

/// Starts logging, and tracing where somebody wants it; once a process.
pub fn start_with(options: &TelemetryOptions) -> Result<Telemetry, OtlpError> {
    start_to(options, Box::new(std::io::stderr()))
}

/// The same with lines that go somewhere else, as a test may want.
pub fn start_to(options: &TelemetryOptions, out: Box<dyn Write + Send>) -> Result<Telemetry, OtlpError> {
    let provider = provider(options)?;
    // As above.
    let _ = tracing_subscriber::registry().with(layers(options, provider.as_ref(), out)).try_init();
    Ok(Telemetry(provider))
}

/// What makes spans: also where none are exported, if lines name the trace that they belong to.
fn provider(options: &TelemetryOptions) -> Result<Option<SdkTracerProvider>, OtlpError> {
    let provider = match &options.collector {
        Some(collector) => otlp::exporting(collector, options)?,
        None if options.json => otlp::local(options),
        None => return Ok(None),
    };
    o2c_telemetry::trace::switch_on();
    Ok(Some(provider))
}

/// Who tells, by the names of OpenTelemetry.
fn resource(options: &TelemetryOptions) -> [(&'static str, String); 4] {
    [
        ("service.namespace", "o2c".to_owned()),
        ("service.name", options.service.clone()),
        ("service.instance.id", options.instance.clone()),
        ("service.version", env!("CARGO_PKG_VERSION").to_owned()),
    ]
}

type BoxedLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// What listens to spans and events.
fn layers(
    options: &TelemetryOptions,
    provider: Option<&SdkTracerProvider>,
    out: Box<dyn Write + Send>,
) -> Vec<BoxedLayer> {
    let mut layers: Vec<BoxedLayer> = Vec::new();
    if let Some(provider) = provider {
        let traces = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer(OURS))
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_level(false);
        layers.push(traces.with_filter(our_spans()).boxed());
    }
    layers.push(if options.json {
        // Whatever lines are wanted: the span they stand in says which request it was.
        let wanted = filter(&options.filter).or(our_spans());
        JsonLines::to(&options.service, &options.instance, out).with_filter(wanted).boxed()
    } else {
        let lines = fmt::layer().with_writer(Mutex::new(out)).log_internal_errors(false);
        lines.with_filter(filter(&options.filter)).boxed()
    });
    layers
}

fn our_spans() -> FilterFn {
    let ours: fn(&Metadata<'_>) -> bool =
        |metadata| metadata.is_span() && *metadata.level() <= Level::INFO && metadata.target().starts_with(OURS);
    // What is finer than that is not even asked about.
    FilterFn::new(ours).with_max_level_hint(LevelFilter::INFO)
}

fn filter(text: &str) -> EnvFilter {
    let given = EnvFilter::try_from_env("O2C_LOG").ok();
    given.unwrap_or_else(|| EnvFilter::try_new(text).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER)))
}

/// Whether a text is a filter of lines.
#[must_use]
pub fn is_filter(text: &str) -> bool {
    !text.is_empty() && EnvFilter::try_new(text).is_ok()
}
