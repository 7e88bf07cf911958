//! The span of a step: a part of what started its sagas.

use o2c_telemetry::trace;
use tracing::Span;

use crate::{Running, Saga};

/// Of a step for a set. Where nobody exports spans it is none.
pub(super) fn of_step<S: Saga>(step: &str, set: &[Running<S>]) -> Span {
    let Some(first) = set.first().filter(|_| trace::is_on()) else { return Span::none() };
    let single = set.len() == 1;
    let span = tracing::info_span!(
        "saga",
        otel.name = format!("{} {step}", S::NAME),
        otel.kind = "internal",
        o2c.saga = S::NAME,
        o2c.saga.step = step,
        o2c.saga.count = set.len(),
        o2c.saga.subject = single.then(|| first.subject.to_string()),
    );
    trace::caused_by_all(&span, set.iter().map(|running| running.traceparent.as_deref()));
    span
}
