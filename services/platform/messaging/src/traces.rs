//! The trace of a fact: from what stated it to what takes it in.

use std::{collections::HashMap, sync::Arc};

use o2c_store::Tx;
use o2c_telemetry::{metrics::CONSUMER_FACTS, trace};
use tracing::Span;

use crate::{consumer::Consumer, envelope::Envelope, fact::Fact};

/// The context that a fact carries: that of a span of its own, in which it is found by its order. Where its trace is
/// not exported, that of what stated it.
pub(crate) fn of_fact(cause: Option<&str>, fact: &Fact) -> Option<String> {
    let exported = trace::is_on() && cause.is_some_and(trace::is_sampled);
    if !exported {
        return cause.map(str::to_owned);
    }
    let span = tracing::info_span!(
        "state",
        otel.name = format!("state {}", fact.type_name),
        otel.kind = "producer",
        messaging.operation.name = "state",
        messaging.destination.name = fact.type_name,
        o2c.aggregate.kind = fact.aggregate_type,
        o2c.aggregate.id = %fact.aggregate_id,
        o2c.order.number = fact.order_number.as_deref(),
    );
    trace::caused_by(&span, cause);
    trace::of(&span).map(|own| own.as_ref().to_owned())
}

/// The span of a run of facts that one handler takes.
pub(crate) fn of_run(consumer: &Consumer, facts: &[Envelope]) -> Span {
    let Some(first) = facts.first().filter(|_| trace::is_on()) else { return Span::none() };
    let single = facts.len() == 1;
    let span = tracing::info_span!(
        "process",
        otel.name = format!("process {}", first.type_name),
        otel.kind = "consumer",
        messaging.operation.name = "process",
        messaging.destination.name = first.type_name.as_ref(),
        messaging.consumer.group.name = consumer.name,
        messaging.batch.message_count = facts.len(),
        o2c.aggregate.id = single.then(|| first.aggregate_id.to_string()),
    );
    trace::caused_by_all(&span, facts.iter().map(|fact| fact.traceparent.as_deref()));
    span
}

/// Facts dealt with in a transaction, by producer: counted when it has committed.
#[derive(Debug, Default)]
pub(crate) struct Counts(HashMap<(Arc<str>, &'static str), u64>);

impl Counts {
    pub(crate) fn one(&mut self, producer: &Arc<str>, outcome: &'static str) {
        if o2c_telemetry::is_measuring() {
            let count = self.0.entry((Arc::clone(producer), outcome)).or_default();
            *count = count.saturating_add(1);
        }
    }

    pub(crate) fn when_committed(self, tx: &Tx, consumer: &'static str) {
        if self.0.is_empty() {
            return;
        }
        tx.after_commit(move || {
            for ((producer, outcome), count) in self.0 {
                CONSUMER_FACTS.add(&[consumer, &producer, outcome], count);
            }
        });
    }
}
