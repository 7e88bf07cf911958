//! A trace from one span to the next, over calls and facts, as W3C spells it: `00-<trace>-<span>-<flags>`.
//!
//! What was caused by one thing is its child. What was caused by several at once, as a set of facts is, begins a trace of
//! its own that is linked with each of theirs; where all are of one trace, it stays in that.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use opentelemetry::{
    Context, SpanId, TraceFlags, TraceId,
    trace::{SpanContext, TraceContextExt as _, TraceState},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Links of one span; the rest of a larger set is not linked.
pub const MOST_LINKS: usize = 128;

static TRACING: AtomicBool = AtomicBool::new(false);

/// From now on spans have contexts.
pub fn switch_on() {
    TRACING.store(true, Ordering::Relaxed);
}

/// Whether spans have contexts.
#[must_use]
pub fn is_on() -> bool {
    TRACING.load(Ordering::Relaxed)
}

/// Makes a span, before it is entered, a part of the trace that caused it.
pub fn caused_by(span: &Span, traceparent: Option<&str>) {
    if is_on()
        && let Some(cause) = traceparent.and_then(parse)
    {
        // Refused where nobody exports spans; then there is nothing to be a part of.
        let _ = span.set_parent(Context::new().with_remote_span_context(cause));
    }
}

/// Makes a span a part of the trace that caused it; of several traces, a first part of its own, linked with each.
pub fn caused_by_all<'a>(span: &Span, traceparents: impl Iterator<Item = Option<&'a str>>) {
    if !is_on() {
        return;
    }
    let mut causes: Vec<SpanContext> = traceparents.flatten().filter_map(parse).collect();
    causes.dedup_by_key(|cause| cause.span_id());
    let Some(first) = causes.first().cloned() else { return };
    let linked = if causes.iter().all(|cause| cause.trace_id() == first.trace_id()) {
        let _ = span.set_parent(Context::new().with_remote_span_context(first));
        causes.get(1..).unwrap_or_default()
    } else {
        causes.as_slice()
    };
    for cause in linked.iter().take(MOST_LINKS) {
        span.add_link(cause.clone());
    }
}

/// The context of a span, to be passed on to what it causes; none where spans have none.
#[must_use]
pub fn of(span: &Span) -> Option<Arc<str>> {
    if !is_on() {
        return None;
    }
    let context = span.context();
    let context = context.span().span_context().clone();
    context.is_valid().then(|| Arc::from(spell(&context)))
}

/// Whether the trace of a context is exported.
#[must_use]
pub fn is_sampled(traceparent: &str) -> bool {
    parse(traceparent).is_some_and(|context| context.is_sampled())
}

/// The trace of the current span, where it is exported.
pub(crate) fn sampled() -> Option<String> {
    if !is_on() {
        return None;
    }
    let context = Span::current().context();
    let context = context.span().span_context().clone();
    (context.is_valid() && context.is_sampled()).then(|| context.trace_id().to_string())
}

fn spell(context: &SpanContext) -> String {
    format!("00-{}-{}-{:02x}", context.trace_id(), context.span_id(), context.trace_flags() & TraceFlags::SAMPLED)
}

/// Reads a `traceparent`; what is none is no cause.
fn parse(text: &str) -> Option<SpanContext> {
    let mut parts = text.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let known = version.len() == 2 && version != "ff" && trace.len() == 32 && span.len() == 16 && flags.len() == 2;
    if !known || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?) & TraceFlags::SAMPLED;
    let (trace, span) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let context = SpanContext::new(trace, span, flags, true, TraceState::default());
    context.is_valid().then_some(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_is_read_and_spelled_as_it_came() {
        let given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assert_eq!(parse(given).map(|context| spell(&context)).as_deref(), Some(given));
        for strange in [
            "",
            "00",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        ] {
            assert!(parse(strange).is_none(), "{strange}");
        }
    }
}
