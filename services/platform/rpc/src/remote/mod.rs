//! The way to a service in other processes: a connection to each of its replicas, and a choice for each call.
//!
//! Ours instead of the transport's own, because of one thing: a replica that refuses connections answers fastest, and a
//! balancer that goes by load alone sends it everything. Here it rests for a while after each failure, and what it was
//! not sent yet goes to another one: a replica that is being replaced costs no caller a call.

mod answer;
mod connection;
mod message;
mod place;
mod resolve;
mod tls;

use std::{
    net::SocketAddr,
    sync::{
        Arc, PoisonError, RwLock, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::FutureExt;
use o2c_kernel::Deadline;
use tokio::sync::watch;
use tonic::Status;

use crate::{
    Transport,
    layer::{Request, Response},
    timeout,
};
use connection::Failed;
use message::Message;
use place::Place;

pub use resolve::{Address, AddressError};
pub use tls::Tls;

/// The replicas of a service, as last resolved.
pub(crate) struct Replicas {
    /// None: in the clear.
    tls: Option<Tls>,
    places: RwLock<Arc<[Arc<Place>]>>,
    turn: AtomicUsize,
    /// Whether names were resolved at all: a process that has just begun knows nobody yet.
    looked: watch::Sender<bool>,
}

/// How long the first call waits for the first names.
const FIRST_LOOK: Duration = Duration::from_secs(2);

impl Transport {
    /// Over connections to every replica behind these addresses. A name may stand for several; it is resolved again
    /// every few seconds, so that replicas come and go. Connections are made when they are first needed.
    ///
    /// Needs a tokio runtime; the resolving task ends with the last clone of the transport.
    pub fn remote(addresses: Vec<Address>) -> Transport {
        Self::remote_over(addresses, None)
    }

    /// The same over TLS, where something is named for it.
    pub fn remote_over(addresses: Vec<Address>, tls: Option<Tls>) -> Transport {
        let places = RwLock::new(Arc::from([]));
        let looked = watch::Sender::new(false);
        let replicas = Arc::new(Replicas { tls, places, turn: AtomicUsize::new(0), looked });
        tokio::spawn(resolve::keep_resolved(Arc::downgrade(&replicas), addresses));
        Transport::local(tower::service_fn(move |request: Request| Arc::clone(&replicas).send(request).boxed()))
    }
}

impl Replicas {
    async fn send(self: Arc<Self>, request: Request) -> Result<Response, tonic::codegen::StdError> {
        let until = timeout::read(request.headers()).ok().flatten().map(Deadline::after);
        self.first_look().await;
        let (mut head, body) = request.into_parts();
        let mut message = Message::begin(body, until).await?;
        // each replica once at most
        let mut others = self.places().len();
        loop {
            let Some(place) = self.choose() else {
                return Ok(Status::unavailable("no replica of the service is known").into_http());
            };
            let _under_way = place.enter();
            others = others.saturating_sub(1);
            let again = (others > 0).then(|| head.clone());
            let failed = match place.connection().send(head, message, until).await {
                Ok(answer) => {
                    place.works();
                    return Ok(answer::received(answer));
                }
                // Whoever called has stopped in the middle of it, which says nothing of the replica.
                Err(Failed { error, .. }) if error.is::<Status>() => return Err(error),
                Err(failed) => failed,
            };
            tracing::debug!(address = %place.connection().address(), error = %failed.error, "a replica cannot be reached");
            place.rest();
            let (Some(same), Some(whole)) = (again, failed.unsent) else { return Err(failed.error) };
            (head, message) = (same, whole);
        }
    }

    /// Who waits in vain is told so afterwards.
    async fn first_look(&self) {
        if !*self.looked.borrow() {
            let mut looked = self.looked.subscribe();
            let _ = tokio::time::timeout(FIRST_LOOK, looked.wait_for(|looked| *looked)).await;
        }
    }

    fn places(&self) -> Arc<[Arc<Place>]> {
        Arc::clone(&self.places.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Of two neighbours in turn the one with less to do; one that rests only where all do.
    fn choose(&self) -> Option<Arc<Place>> {
        let places = self.places();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let awake: Vec<&Arc<Place>> = places.iter().filter(|place| !place.rests()).collect();
        if awake.is_empty() {
            return places.get(turn.checked_rem(places.len())?).cloned();
        }
        let at = |turn: usize| awake.get(turn.checked_rem(awake.len())?).copied();
        let (one, other) = (at(turn)?, at(turn.wrapping_add(1))?);
        Some(Arc::clone(if other.load() < one.load() { other } else { one }))
    }

    /// Keeps the connections to addresses that are still there.
    fn update(&self, addresses: &[SocketAddr]) {
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        let known =
            |address: &SocketAddr| places.iter().find(|place| place.connection().address() == *address).cloned();
        let updated: Vec<Arc<Place>> = addresses
            .iter()
            .map(|address| known(address).unwrap_or_else(|| Arc::new(Place::new(*address, self.tls.clone()))))
            .collect();
        *places = updated.into();
        drop(places);
        self.looked.send_if_modified(|looked| !std::mem::replace(looked, true));
    }
}

/// As the resolving task sees them: it must not keep them alive.
type Known = Weak<Replicas>;

#[cfg(test)]
mod connection_tests;
#[cfg(test)]
mod tests;
