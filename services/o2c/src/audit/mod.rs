//! `o2c audit`: the laws of each service, and the laws across them, on the data as they are.

mod across;
mod chains;
mod delivery;
mod join;
mod metrics;
mod pairs;
mod report;

use std::time::Duration;

use o2c_audit::{Audit, LawReport};
use o2c_kernel::Deadline;
use o2c_store::Store;

use crate::{
    databases::Databases,
    definitions::{self, Definition},
};

pub use metrics::samples;
pub use report::{AuditReport, CheckedLaw};

/// Between two readings of a law whose documents are still in flight.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// The stores of all services, open for reading: beside a running process, or without one.
pub struct Audited {
    services: Vec<Box<dyn Audit>>,
    /// A bus outside of the databases may hold facts: that nothing is under way in them does not mean that nothing is.
    bus_outside: bool,
}

impl Audited {
    /// Opens what is there, the edge's own database with it where there is one. Nothing is written.
    pub async fn open(databases: &Databases, edge: Option<&Definition>) -> anyhow::Result<Self> {
        let mut services = Vec::new();
        for definition in definitions::ALL.iter().chain(edge) {
            let store = databases.open_read_only(definition.name).await?;
            services.push((definition.audit)(store));
        }
        Ok(Self { services, bus_outside: matches!(databases, Databases::Postgres(_)) })
    }

    /// The services of this process.
    #[must_use]
    pub fn of(services: Vec<Box<dyn Audit>>) -> Self {
        Self { services, bus_outside: false }
    }

    fn service(&self, name: &str) -> anyhow::Result<&dyn Audit> {
        let found = self.services.iter().find(|service| service.service() == name);
        found.map(AsRef::as_ref).ok_or_else(|| anyhow::anyhow!("no service {name} is audited"))
    }

    fn stores(&self) -> impl Iterator<Item = &Store> {
        self.services.iter().map(|service| service.store())
    }

    /// Checks every law. A law across services that fails while facts are under way is read again until they have
    /// settled, or until `settle` is over: what is still on its way then has failed.
    pub async fn check(&self, settle: Duration) -> anyhow::Result<AuditReport> {
        let until = Deadline::after(settle);
        let mut laws = Vec::new();
        for service in &self.services {
            for law in service.laws() {
                let report = (law.check)(service.store()).await?;
                laws.push(CheckedLaw::new(law.id, law.title, report));
            }
        }
        for law in across::LAWS {
            let report = self.settled(law, until).await?;
            laws.push(CheckedLaw::new(law.id, law.title, report));
        }
        Ok(AuditReport { laws })
    }

    async fn settled(&self, law: &across::Law, until: Deadline) -> anyhow::Result<LawReport> {
        loop {
            // Asked before the law is read: what was under way then may explain what does not agree.
            let under_way = self.under_way().await?;
            let mut report = (law.check)(self).await?;
            if report.failed == 0 || (under_way == 0 && !self.bus_outside) {
                return Ok(report);
            }
            if until.expired() {
                report.in_flight = if under_way == 0 { 0 } else { report.failed };
                return Ok(report);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Facts that some subscriber has not dealt with.
    async fn under_way(&self) -> anyhow::Result<i64> {
        let mut sum = 0_i64;
        for store in self.stores() {
            let backlog = o2c_messaging::backlog::backlog(store).await?;
            sum = sum.saturating_add(backlog.outbox).saturating_add(backlog.parked);
        }
        Ok(sum)
    }
}
