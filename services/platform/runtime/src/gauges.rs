//! What is read when somebody asks: how much is under way, of the platform and of each service.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use o2c_kernel::{Deadline, Instant, machine_now};
use o2c_messaging::health;
use o2c_telemetry::{
    Sample,
    metrics::{CONNECTIONS, CONNECTIONS_MOST, CONNECTIONS_WAITING, CONSUMER_LAG, MEMORY},
};

use tokio::sync::Mutex;

use crate::{OpenError, Service, node::Inner};

/// How long one service may take.
const READING: Duration = Duration::from_secs(5);

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

    /// All of them, as they are. A service that cannot be asked now is left out: a gauge that is absent says more than an old one.
    pub async fn read(&self) -> Vec<Sample> {
        let mut samples: Vec<Sample> = memory().into_iter().collect();
        let Some(node) = self.node.upgrade() else { return samples };
        for service in node.services() {
            samples.extend(connections(service));
            match of_service(service, &node).await {
                Ok(read) => samples.extend(read),
                Err(error) => tracing::warn!(service = service.name(), error, "gauges could not be read"),
            }
        }
        samples
    }
}

async fn of_service(service: &Arc<dyn Service>, node: &Inner) -> Result<Vec<Sample>, OpenError> {
    let (bus, producers, (clock, zone)) = (node.bus(), node.producers_of(service.name()), node.time());
    let mut samples = health::gauges(service.store(), producers).await?;
    for producer in producers {
        let lag = bus.undelivered(service.name(), &[producer]).await?;
        let lag = i64::try_from(lag).unwrap_or(i64::MAX);
        samples.push(Sample::new(&CONSUMER_LAG, &[service.name(), producer], lag));
    }
    samples.extend(o2c_audit_trail::health::gauges(service.store()).await?);
    let deadline = Deadline::after(READING);
    if let Some(sagas) = service.sagas() {
        samples.extend(sagas.gauges(deadline).await?);
    }
    let (now, today) = (clock.now(), clock.today(zone).days());
    samples.extend(service.store().gauges(deadline, service.gauges(), now, today).await?);
    Ok(samples)
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
