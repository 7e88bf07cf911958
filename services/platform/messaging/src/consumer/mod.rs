//! A consumer: under one name, the handlers of one service for the facts of others.

mod backoff;
mod work;

use std::{collections::HashMap, fmt, sync::Arc, time::Duration};

use o2c_kernel::{Call, Clock, Instant, SET_ITEMS, TenantId, TraceContext, Zone, machine_now, system};
use o2c_proto::Event;
use o2c_store::Store;
use tokio_util::sync::CancellationToken;

pub use backoff::MAX_TRIES;

use crate::{
    bus::Bus,
    envelope::Envelope,
    handler::{Decoding, Handler, HandlerError, TypedHandler},
    haste::Haste,
    heads::HeadSource,
    worker::Worker,
};

/// How long a handler may work on one run.
const RUN_DEADLINE: Duration = Duration::from_secs(30);

/// Registration of handlers, and all that [`take`](crate::take) needs. Cheap to clone.
///
/// One consumer per service, over all its producers: a fact may wait for a fact of another producer, and is woken in
/// the transaction that takes that one in.
#[derive(Clone)]
pub struct Consumer {
    pub(crate) name: &'static str,
    pub(crate) producers: Vec<&'static str>,
    pub(crate) store: Store,
    pub(crate) set_size: usize,
    pub(crate) first_retry: Duration,
    company: Duration,
    haste: Haste,
    handlers: Arc<HashMap<&'static str, Arc<dyn Handler>>>,
    clock: Clock,
    zone: Zone,
}

impl Consumer {
    /// A consumer of the whole stream of one producer. Its name is the service's: it is the caller of its handlers.
    pub fn new(name: &'static str, producer: &'static str, store: Store) -> Consumer {
        Consumer {
            name,
            producers: vec![producer],
            store,
            set_size: SET_ITEMS,
            first_retry: backoff::FIRST_RETRY,
            company: Duration::ZERO,
            haste: Haste::default(),
            handlers: Arc::default(),
            clock: Clock::system(),
            zone: Zone::UTC,
        }
    }

    /// Takes the whole stream of a further producer.
    #[must_use]
    pub fn and_from(mut self, producer: &'static str) -> Consumer {
        if !self.producers.contains(&producer) {
            self.producers.push(producer);
        }
        self
    }

    /// Handles the facts of one type. Types without a handler only advance the cursor.
    #[must_use]
    pub fn on<M, S, E>(self, state: Arc<S>, function: TypedHandler<S, M, E>) -> Consumer
    where
        M: Event + Send + Sync + 'static,
        S: Send + Sync + 'static,
        E: Into<HandlerError> + 'static,
    {
        self.on_type(M::TYPE, Arc::new(Decoding::new(state, function)))
    }

    /// Handles the facts of one type undecoded.
    #[must_use]
    pub fn on_type(mut self, type_name: &'static str, handler: Arc<dyn Handler>) -> Consumer {
        Arc::make_mut(&mut self.handlers).insert(type_name, handler);
        self
    }

    /// The business clock and the legal entity's zone of the handlers' calls; without this, the machine's and UTC.
    #[must_use]
    pub fn with_clock(mut self, clock: Clock, zone: Zone) -> Consumer {
        self.clock = clock;
        self.zone = zone;
        self
    }

    /// How many facts are taken in one transaction. The result does not depend on it.
    #[must_use]
    pub fn with_set_size(mut self, facts: usize) -> Consumer {
        self.set_size = facts.max(1);
        self
    }

    /// How soon a fact that failed is tried again; the further tries come slower.
    #[must_use]
    pub fn with_first_retry(mut self, after: Duration) -> Consumer {
        self.first_retry = after;
        self
    }

    /// Between two sets that are not full pass so much time, unless somebody waits: facts that trickle are taken together.
    /// A fact that comes alone is taken at once.
    #[must_use]
    pub fn with_company(mut self, within: Duration, haste: Haste) -> Consumer {
        self.company = within;
        self.haste = haste;
        self
    }

    /// The consumer's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whose facts it takes.
    pub fn producers(&self) -> &[&'static str] {
        &self.producers
    }

    /// Subscribes, then works until the token is cancelled. Lost tails are looked for in `sources`: at once, every
    /// minute, and when the bus has lost what it had.
    pub fn spawn(self, bus: &Bus, sources: Vec<Arc<dyn HeadSource>>, token: CancellationToken) -> Worker {
        let subscription = bus.subscribe(self.name, &self.producers, &self.store);
        let name = format!("consumer {}", self.name);
        let token = token.child_token();
        Worker::new(name, token.clone(), tokio::spawn(work::run(self, subscription, sources, token)))
    }

    pub(crate) fn handler(&self, type_name: &str) -> Option<&Arc<dyn Handler>> {
        self.handlers.get(type_name)
    }

    /// The call on behalf of which a run of facts is handled.
    pub(crate) fn call(&self, tenant: &TenantId, type_name: &str, traceparent: Option<Arc<str>>) -> Call {
        let mut call =
            Call::internal(system(tenant.clone(), self.name), type_name, RUN_DEADLINE, &self.clock, &self.zone);
        call.trace = TraceContext(traceparent);
        call
    }

    /// The call on behalf of which a fact of the service's own is done again, at the time at which it was done.
    pub(crate) fn call_at(&self, fact: &Envelope) -> Call {
        let call = self.call(&fact.tenant, &fact.type_name, fact.traceparent.clone());
        Call { clock: Clock::simulated(fact.occurred_at), ..call }
    }

    /// No fact is due again later than this, unless its time was written by a clock that was put back since.
    pub(crate) fn farthest_try(&self, now: Instant) -> Instant {
        now.plus(backoff::longest(self.first_retry).saturating_mul(2))
    }

    /// When a fact that has failed this often is due again; none when it is given up.
    pub(crate) fn next_try(&self, tries: i64) -> Option<Instant> {
        backoff::after(self.first_retry, tries).map(|wait| machine_now().plus(wait))
    }
}

impl fmt::Debug for Consumer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut types: Vec<_> = self.handlers.keys().collect();
        types.sort();
        formatter
            .debug_struct("Consumer")
            .field("name", &self.name)
            .field("producers", &self.producers)
            .field("types", &types)
            .finish_non_exhaustive()
    }
}
