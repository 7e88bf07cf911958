//! Bounds the calls at work and the calls that wait, over all connections; says UNAVAILABLE to the rest at once, while
//! saying it is still cheap.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{FutureExt, future::BoxFuture};
use o2c_proto::common::v1::Criticality;
use o2c_telemetry::metrics::CALLS_SHED;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{RequestId, config::ServerConfig};
use crate::{
    Contract,
    error::RpcError,
    layer::{Layer, Next, Request, Response},
    measured, status,
};

/// The right to work; travels in the extensions to the layer that detaches the work.
#[derive(Clone)]
pub(super) struct Place(#[expect(dead_code, reason = "held, and freed by its drop")] Arc<OwnedSemaphorePermit>);

/// Places to work and a queue of bounded length before them.
pub(super) struct Limit {
    contract: Arc<Contract>,
    places: Arc<Semaphore>,
    concurrency: usize,
    waiting: AtomicUsize,
    queue: usize,
    retry_after: Duration,
}

impl Limit {
    pub(super) fn new(config: &ServerConfig, contract: Arc<Contract>) -> Limit {
        Limit {
            contract,
            places: Arc::new(Semaphore::new(config.concurrency)),
            concurrency: config.concurrency,
            waiting: AtomicUsize::new(0),
            queue: config.queue,
            retry_after: config.retry_after,
        }
    }

    /// A place at once, a place after waiting, or nothing.
    async fn place(&self, criticality: Criticality) -> Option<OwnedSemaphorePermit> {
        // Reports never take the last quarter of the places, so they are shed before anything else is slowed.
        if criticality == Criticality::Sheddable && self.places.available_permits() <= self.concurrency / 4 {
            return None;
        }
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Some(place);
        }
        let allowed = match criticality {
            Criticality::Sheddable => 0,
            // The last quarter of the queue is kept for money and goods in motion.
            Criticality::Unspecified | Criticality::Normal => self.queue - self.queue / 4,
            Criticality::Critical => self.queue,
        };
        let _waiter = Waiter::within(&self.waiting, allowed)?;
        // The semaphore is fair and never closed.
        self.places.clone().acquire_owned().await.ok()
    }
}

/// One in the queue; leaves it also when the caller hangs up while waiting.
struct Waiter<'a>(&'a AtomicUsize);

impl<'a> Waiter<'a> {
    fn within(waiting: &'a AtomicUsize, allowed: usize) -> Option<Waiter<'a>> {
        waiting
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| (now < allowed).then_some(now + 1))
            .ok()
            .map(|_| Waiter(waiting))
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Layer for Limit {
    fn handle<'a>(&'a self, mut request: Request, next: &'a Next) -> BoxFuture<'a, Response> {
        async move {
            let access = self.contract.access(request.uri().path());
            let criticality = access.map_or(Criticality::Normal, |access| access.criticality);
            match self.place(criticality).await {
                Some(place) => {
                    request.extensions_mut().insert(Place(Arc::new(place)));
                    next.call(request).await
                }
                None => {
                    let service = measured::service(request.uri().path(), access.is_some());
                    CALLS_SHED.add(&[service, "overloaded"], 1);
                    let id = RequestId::of(request.extensions()).map(RequestId::as_str);
                    status::status(&RpcError::Overloaded { retry_after: self.retry_after }, id).into_http()
                }
            }
        }
        .boxed()
    }
}
