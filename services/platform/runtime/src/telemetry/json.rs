//! Log lines for machines: one object a line, with the request and the trace that they belong to.

use std::{
    fmt,
    io::Write,
    sync::{Mutex, OnceLock, PoisonError},
};

use o2c_kernel::machine_now;
use opentelemetry::trace::TraceContextExt as _;
use serde_json::{Map, Value};
use tracing::{
    Dispatch, Event, Subscriber,
    dispatcher::WeakDispatch,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{Layer, layer::Context, registry::LookupSpan};

/// The field by which a call is found; spans that have it give it to all lines within them.
const REQUEST_ID: &str = "request_id";

/// Writes lines.
pub struct JsonLines {
    service: String,
    instance: String,
    out: Mutex<Box<dyn Write + Send>>,
    /// Whose spans they are.
    dispatch: OnceLock<WeakDispatch>,
}

/// The request of a span.
struct Request(String);

impl JsonLines {
    /// Of a role, and which of its replicas.
    #[must_use]
    pub fn to(service: &str, instance: &str, out: Box<dyn Write + Send>) -> Self {
        let (service, instance) = (service.to_owned(), instance.to_owned());
        Self { service, instance, out: Mutex::new(out), dispatch: OnceLock::new() }
    }

    /// The trace and the span of a span of ours.
    fn trace(&self, span: &Id) -> Option<(String, String)> {
        let dispatch = self.dispatch.get()?.upgrade()?;
        let context = tracing_opentelemetry::get_otel_context(span, &dispatch)?;
        let context = context.span().span_context().clone();
        context.is_valid().then(|| (context.trace_id().to_string(), context.span_id().to_string()))
    }
}

impl<S> Layer<S> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        let _ = self.dispatch.set(dispatch.downgrade());
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let (Some(Value::String(request)), Some(span)) = (fields.0.remove(REQUEST_ID), context.span(id)) {
            span.extensions_mut().insert(Request(request));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut line = fields.0;
        let mut put = |key: &str, value: String| line.insert(key.to_owned(), Value::String(value));
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(request) = span.extensions().get::<Request>().map(|request| request.0.clone()) {
                put(REQUEST_ID, request);
                break;
            }
        }
        let innermost = context.event_scope(event).and_then(|mut scope| scope.next()).map(|span| span.id());
        if let Some((trace, span)) = innermost.and_then(|id| self.trace(&id)) {
            put("trace_id", trace);
            put("span_id", span);
        }
        put("timestamp", machine_now().to_string());
        put("level", event.metadata().level().to_string());
        put("target", event.metadata().target().to_owned());
        put("service", self.service.clone());
        put("instance", self.instance.clone());
        let mut text = Value::Object(line).to_string();
        text.push('\n');
        // what cannot be written is dropped
        let _ = self.out.lock().unwrap_or_else(PoisonError::into_inner).write_all(text.as_bytes());
    }
}

/// The fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Visit for Fields {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").into());
    }
}

#[cfg(test)]
mod tests;
