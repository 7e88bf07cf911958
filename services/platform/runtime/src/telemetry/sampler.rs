//! Which traces are kept.

use opentelemetry::{
    Context, KeyValue, TraceId,
    trace::{Link, SpanKind, TraceContextExt as _},
};
use opentelemetry_sdk::trace::{Sampler, SamplingDecision, SamplingResult, ShouldSample};

/// A trace that goes on is kept where it was kept before; one that begins because of others is kept with any of them, so
/// that no story ends in the middle; of those that begin by themselves a share is kept.
#[derive(Clone, Debug)]
pub(super) struct Linked(Sampler);

impl Linked {
    pub(super) fn new(ratio: f64) -> Self {
        Self(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(ratio))))
    }
}

impl ShouldSample for Linked {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        name: &str,
        kind: &SpanKind,
        attributes: &[KeyValue],
        links: &[Link],
    ) -> SamplingResult {
        let mut result = self.0.should_sample(parent, trace_id, name, kind, attributes, links);
        let goes_on = parent.is_some_and(|parent| parent.span().span_context().is_valid());
        if !goes_on && links.iter().any(|link| link.span_context.is_sampled()) {
            result.decision = SamplingDecision::RecordAndSample;
        }
        result
    }
}
