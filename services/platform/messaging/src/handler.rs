//! What a service does with a fact.

use std::{error::Error, marker::PhantomData, sync::Arc};

use futures::future::BoxFuture;
use o2c_kernel::{Call, Instant, TenantId};
use o2c_proto::Event;
use o2c_store::Tx;
use uuid::Uuid;

use crate::envelope::Envelope;

/// Why a whole run failed; nothing of it may stay.
pub type HandlerError = Box<dyn Error + Send + Sync>;

/// The answer to one fact. A handler decides before it writes: a fact that is not `Done` has had no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Taken into effect, or of no concern.
    Done,
    /// As `Done`, and news of this other aggregate, too, though its fact is of another one: whoever waits for that is taken
    /// right after the set.
    DoneFor(Uuid),
    /// A fact of this other aggregate has to come first. The fact is parked, costs no try, and is handled right after
    /// the next fact about that id, whichever producer states it. The fact's own id can be named where another producer
    /// uses it too; a fact never waits for its own stream.
    Wait(Uuid),
    /// Cannot be taken in, for this reason. It is tried again some times and then becomes a dead letter.
    Failed(String),
}

impl Verdict {
    /// Whether the fact was taken into effect.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self, Verdict::Done | Verdict::DoneFor(_))
    }
}

/// Takes a run of facts of one type and one tenant into effect, in the order given, one verdict each.
pub trait Handler: Send + Sync {
    fn handle<'a>(
        &'a self,
        tx: &'a Tx,
        call: &'a Call,
        facts: &'a [Envelope],
    ) -> BoxFuture<'a, Result<Vec<Verdict>, HandlerError>>;
}

/// A fact as its handler gets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received<M> {
    pub event_id: Uuid,
    pub tenant: TenantId,
    pub aggregate_type: Arc<str>,
    pub aggregate_id: Uuid,
    pub sequence: i64,
    /// Business time of the fact: what follows from it takes its date from here, so that a replay gives the same.
    pub occurred_at: Instant,
    pub traceparent: Option<Arc<str>>,
    pub message: M,
}

/// What those facts say that could be read, and a verdict for each of them: one that could not be read has failed, for the
/// reason that its reader gives.
pub fn readable<T>(read: impl IntoIterator<Item = Result<T, impl ToString>>) -> (Vec<T>, Vec<Verdict>) {
    let mut said = Vec::new();
    let verdicts = read.into_iter().map(|fact| match fact {
        Ok(fact) => {
            said.push(fact);
            Verdict::Done
        }
        Err(reason) => Verdict::Failed(reason.to_string()),
    });
    let verdicts = verdicts.collect();
    (said, verdicts)
}

/// An `async fn` of a service, as it is registered.
pub type TypedHandler<S, M, E> =
    for<'a> fn(&'a S, &'a Tx, &'a Call, &'a [Received<M>]) -> BoxFuture<'a, Result<Vec<Verdict>, E>>;

/// Decodes payloads for a typed handler.
pub(crate) struct Decoding<S, M, E> {
    state: Arc<S>,
    function: TypedHandler<S, M, E>,
    messages: PhantomData<fn() -> M>,
}

impl<S, M, E> Decoding<S, M, E> {
    pub(crate) fn new(state: Arc<S>, function: TypedHandler<S, M, E>) -> Self {
        Decoding { state, function, messages: PhantomData }
    }
}

impl<S, M, E> Handler for Decoding<S, M, E>
where
    S: Send + Sync + 'static,
    M: Event + Send + Sync + 'static,
    E: Into<HandlerError> + 'static,
{
    fn handle<'a>(
        &'a self,
        tx: &'a Tx,
        call: &'a Call,
        facts: &'a [Envelope],
    ) -> BoxFuture<'a, Result<Vec<Verdict>, HandlerError>> {
        Box::pin(async move {
            let (received, refused) = decode::<M>(facts);
            let verdicts = match received.is_empty() {
                true => Vec::new(),
                false => (self.function)(&self.state, tx, call, &received).await.map_err(Into::into)?,
            };
            merge(facts.len(), verdicts, refused)
        })
    }
}

/// The messages, and by index what does not decode.
fn decode<M: Event>(facts: &[Envelope]) -> (Vec<Received<M>>, Vec<(usize, String)>) {
    let mut received = Vec::with_capacity(facts.len());
    let mut refused = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        match M::decode(fact.payload.clone()) {
            Ok(message) => received.push(Received {
                event_id: fact.event_id,
                tenant: fact.tenant.clone(),
                aggregate_type: Arc::clone(&fact.aggregate_type),
                aggregate_id: fact.aggregate_id,
                sequence: fact.sequence,
                occurred_at: fact.occurred_at,
                traceparent: fact.traceparent.clone(),
                message,
            }),
            Err(error) => refused.push((index, format!("{} does not decode: {error}", M::TYPE))),
        }
    }
    (received, refused)
}

/// Puts the refusals back in their places. A handler that answers too few or too many is wrong as a whole.
fn merge(facts: usize, verdicts: Vec<Verdict>, refused: Vec<(usize, String)>) -> Result<Vec<Verdict>, HandlerError> {
    if verdicts.len() + refused.len() != facts {
        return Err(format!("{} verdicts for {} facts", verdicts.len(), facts - refused.len()).into());
    }
    let mut merged = verdicts;
    for (index, reason) in refused {
        merged.insert(index, Verdict::Failed(reason));
    }
    Ok(merged)
}
