//! Nothing is recovered under a service that runs: it would go on from what it knows, and give out numbers beside us.

use std::time::Duration;

use o2c_kernel::Deadline;
use o2c_messaging::{Lease, Relay, RelayOptions};
use o2c_store::Store;

use crate::databases::Databases;

/// Between two tries.
const AGAIN: Duration = Duration::from_millis(200);

/// The place of the relay of each service that is recovered. On a server only: files have one owner anyway.
#[derive(Debug, Default)]
pub(super) struct Claims(Vec<(&'static str, Lease)>);

impl Claims {
    /// Takes them. A relay that works keeps its place; one whose process has died leaves it within seconds.
    pub(super) async fn take(
        databases: &Databases,
        services: impl Iterator<Item = (&'static str, Store)>,
    ) -> anyhow::Result<Self> {
        let mut claims = Self::default();
        if matches!(databases, Databases::Directory(_)) {
            return Ok(claims);
        }
        let length = RelayOptions::default().lease;
        for (service, store) in services {
            let mut lease = Relay::lease(&store, service, length);
            let patience = Deadline::after(length + AGAIN);
            while !lease.hold().await? {
                if patience.expired() {
                    claims.release().await?;
                    anyhow::bail!(
                        "a process of {service} runs, its relay is at work: end it, and give the command again"
                    );
                }
                tokio::time::sleep(AGAIN).await;
            }
            claims.0.push((service, lease));
        }
        Ok(claims)
    }

    /// Keeps them for a further while.
    pub(super) async fn hold(&mut self) -> anyhow::Result<()> {
        for (service, lease) in &mut self.0 {
            anyhow::ensure!(
                lease.hold().await?,
                "a process of {service} was started: end it, and give the command again"
            );
        }
        Ok(())
    }

    pub(super) async fn release(self) -> anyhow::Result<()> {
        for (_, mut lease) in self.0 {
            lease.release().await?;
        }
        Ok(())
    }
}
