//! What is read when somebody asks: how much is under way, of the platform and of each service.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use futures::future::{join_all, try_join_all};
use o2c_kernel::{Deadline, Instant, machine_now};
use o2c_messaging::{Bus, health};
use o2c_telemetry::{
    Sample,
    metrics::{CONNECTIONS, CONNECTIONS_MOST, CONNECTIONS_WAITING, CONSUMER_LAG, MEMORY},
};
use tokio::sync::Mutex;

use crate::{OpenError, Service, node::Inner};

/// How long one service may take.
const READING: Duration = Duration::from_secs(5);

/// How long the broker may take: less than whoever asks for the gauges waits.
const ANSWER: Duration = Duration::from_secs(2);

/// Read again after this: several who ask at once cost one reading.
const FRESH: Duration = Duration::from_secs(5);

/// Where the gauges of a process are read. Clones share what was read.
#[derive(Clone)]
pub struct Gauges {
    /// Weak: what serves the gauges must not keep the services open.
    node: Weak<Inner>,
    read: Arc<Mutex<Option<Reading>>>,
}

/// What was read, and when.
type Reading = (Instant, Vec<Sample>);

impl Gauges {
    pub(crate) fn of(node: Weak<Inner>) -> Self {
        Self { node, read: Arc::default() }
    }

    /// All of them, as they were read a moment ago.
    pub async fn fresh(&self) -> Vec<Sample> {
        let mut read = self.read.lock().await;
        if let Some((_, samples)) = read.as_ref().filter(|(at, _)| machine_now().since(*at) < FRESH) {
            return samples.clone();
        }
        let samples = self.read().await;
        *read = Some((machine_now(), samples.clone()));
        samples
    }

    /// All of them, as they are. What cannot be asked now is left out: a gauge that is absent says more than an old one.
    pub async fn read(&self) -> Vec<Sample> {
        let mut samples: Vec<Sample> = memory().into_iter().collect();
        let Some(node) = self.node.upgrade() else { return samples };
        samples.extend(node.services().iter().flat_map(connections));
        let read = join_all(node.services().iter().map(|service| of_service(service, &node))).await;
        samples.extend(read.into_iter().flatten());
        samples
    }
}

/// Each part for itself: that the broker does not answer must not hide how many facts wait for it.
async fn of_service(service: &Arc<dyn Service>, node: &Inner) -> Vec<Sample> {
    let (producers, (clock, zone), deadline) =
        (node.producers_of(service.name()), node.time(), Deadline::after(READING));
    let (store, now, today) = (service.store(), clock.now(), clock.today(zone).days());
    let sagas = async {
        match service.sagas() {
            Some(sagas) => sagas.gauges(deadline).await,
            None => Ok(Vec::new()),
        }
    };
    let parts = [
        known(service, health::gauges(store, producers).await),
        known(service, o2c_audit_trail::health::gauges(store).await),
        known(service, sagas.await),
        known(service, store.gauges(deadline, service.gauges(), now, today).await),
        known(service, lags(service, node.bus(), producers).await),
    ];
    parts.concat()
}

fn known(service: &Arc<dyn Service>, read: Result<Vec<Sample>, impl Into<OpenError>>) -> Vec<Sample> {
    read.unwrap_or_else(|error| {
        let error: OpenError = error.into();
        tracing::warn!(service = service.name(), error, "gauges could not be read");
        Vec::new()
    })
}

/// What the bus still has for a service.
async fn lags(service: &Arc<dyn Service>, bus: &Bus, producers: &[&'static str]) -> Result<Vec<Sample>, OpenError> {
    let lags = producers.iter().map(async |producer| {
        let lag = bus.undelivered(service.name(), &[producer]).await?;
        let lag = i64::try_from(lag).unwrap_or(i64::MAX);
        Ok::<_, OpenError>(Sample::new(&CONSUMER_LAG, &[service.name(), producer], lag))
    });
    tokio::time::timeout(ANSWER, try_join_all(lags)).await?
}

fn connections(service: &Arc<dyn Service>) -> Vec<Sample> {
    let mut samples = Vec::new();
    for pool in service.store().usage() {
        let name = pool.pool.as_str();
        samples.extend([
            Sample::new(&CONNECTIONS, &[name, "used"], i64::from(pool.used)),
            Sample::new(&CONNECTIONS, &[name, "idle"], i64::from(pool.idle)),
            Sample::new(&CONNECTIONS_MOST, &[name], i64::from(pool.most)),
            Sample::new(&CONNECTIONS_WAITING, &[name], i64::from(pool.waiting)),
        ]);
    }
    samples
}

/// Resident memory, where the system tells it.
fn memory() -> Option<Sample> {
    let bytes = o2c_telemetry::memory::resident_bytes(std::process::id())?;
    Some(Sample::new(&MEMORY, &[], i64::try_from(bytes).ok()?))
}
