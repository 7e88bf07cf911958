//! What is still under way.

use std::sync::Arc;

use o2c_messaging::{Bus, backlog as messaging};

use crate::{OpenError, Service};

/// What is under way in one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceBacklog {
    pub service: &'static str,
    pub outbox: i64,
    pub parked: i64,
    pub dead_letters: i64,
    pub sagas: i64,
    pub stuck_sagas: i64,
    /// Facts that the bus still holds for it.
    pub undelivered: i64,
    /// Commits of this process in its database.
    pub commits: u64,
    /// Statements of this process in its database.
    pub statements: u64,
}

/// What is under way in a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backlog(pub Vec<ServiceBacklog>);

impl ServiceBacklog {
    pub(crate) async fn of(service: &Arc<dyn Service>, bus: &Bus) -> Result<Self, OpenError> {
        let store = service.store();
        // counted before anything is read: what commits meanwhile shows itself by the next count
        let commits = *store.commits().borrow();
        let facts = messaging::backlog(store).await?;
        let sagas = service.saga_backlog().await?;
        let undelivered = undelivered(service, bus).await?;
        Ok(Self {
            service: service.name(),
            outbox: facts.outbox,
            parked: facts.parked,
            dead_letters: facts.dead_letters,
            sagas: sagas.unfinished,
            stuck_sagas: sagas.stuck,
            undelivered: i64::try_from(undelivered).unwrap_or(i64::MAX),
            commits,
            statements: store.statements(),
        })
    }

    /// What waits for a person (dead letters, stuck sagas) is settled: it does not go on by itself. A parked fact is not:
    /// it is on its way, or tried again.
    pub(crate) const fn is_settled(&self) -> bool {
        self.outbox == 0 && self.sagas == 0 && self.parked == 0 && self.undelivered == 0
    }
}

/// Asked of a broker only: building a consumer to learn its producers is not free, and within a process nothing is kept
/// between the outbox and the inbox.
async fn undelivered(service: &Arc<dyn Service>, bus: &Bus) -> Result<u64, OpenError> {
    if let Bus::Local(_) = bus {
        return Ok(0);
    }
    match Arc::clone(service).consumer() {
        Some(consumer) => Ok(bus.undelivered(service.name(), consumer.producers()).await?),
        None => Ok(0),
    }
}

impl Backlog {
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.0.iter().all(ServiceBacklog::is_settled)
    }
}
