use o2c_testkit::Kept;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt as _;

use super::*;

#[test]
fn a_line_names_its_request_and_its_trace() {
    let kept = Kept::default();
    let provider = SdkTracerProvider::builder().build();
    let subscriber = tracing_subscriber::registry()
        .with(tracing_opentelemetry::layer().with_tracer(provider.tracer("test")))
        .with(JsonLines::to("orders", "orders-0", Box::new(kept.clone())));
    tracing::subscriber::with_default(subscriber, || {
        let outer = tracing::info_span!("rpc", request_id = %"my-request");
        let _outer = outer.enter();
        let inner = tracing::info_span!("inner");
        let _inner = inner.enter();
        tracing::warn!(tries = 3, late = true, "not yet");
    });
    let text = kept.text().unwrap();
    let line: Value = serde_json::from_str(text.trim_end()).unwrap();
    for (key, value) in [
        ("request_id", "my-request"),
        ("message", "not yet"),
        ("level", "WARN"),
        ("service", "orders"),
        ("instance", "orders-0"),
    ] {
        assert_eq!(line[key], value, "{text}");
    }
    assert_eq!((line["tries"].as_i64(), line["late"].as_bool()), (Some(3), Some(true)));
    assert_eq!((line["trace_id"].as_str().map(str::len), line["span_id"].as_str().map(str::len)), (Some(32), Some(16)));
    assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "{text}");
}
