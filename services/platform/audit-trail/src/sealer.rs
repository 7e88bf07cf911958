//! The sealer of a service: one per service, by lease. Within a second after its commit an entry stands in a block.

use std::{collections::HashMap, time::Duration};

use o2c_kernel::{Deadline, TenantId, machine_now};
use o2c_messaging::Lease;
use o2c_store::{Store, StoreError};
use tokio::{sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    Attestation, Checkpoint,
    index::{merge, rebuild},
    seal::{ENTRIES, seal},
    storage::{
        self,
        blocks::{self, Head},
    },
};

/// Between two looks. What was committed just after one waits for the next, and for the pass itself.
const EVERY: Duration = Duration::from_millis(500);
/// How long the right to seal lasts after its process has died.
const LEASE: Duration = Duration::from_secs(5);
/// Between two checkpoints of a chain that goes on: each costs a signature and a flush of a file.
const CHECKPOINTS_EVERY: Duration = Duration::from_secs(5);
const DEADLINE: Duration = Duration::from_secs(30);

/// Seals the chains of one service.
pub struct Sealer {
    store: Store,
    lease: Lease,
    attestation: Option<Attestation>,
    commits: watch::Receiver<u64>,
    /// Chains that have gone on since their last checkpoint.
    due: HashMap<TenantId, Head>,
    next_checkpoint: Deadline,
    /// Whether the lease was ours at the last look: a new holder attests to what it finds.
    held: bool,
    stop: CancellationToken,
}

impl Sealer {
    /// Starts it. It ends with its token, after a last pass.
    pub fn spawn(store: Store, attestation: Option<Attestation>, stop: CancellationToken) -> JoinHandle<()> {
        let lease = Lease::new(store.clone(), "audit sealer", LEASE);
        let mut commits = store.commits();
        // what an earlier process has left is looked at at once
        commits.mark_changed();
        let sealer = Sealer {
            store,
            lease,
            attestation,
            commits,
            due: HashMap::new(),
            next_checkpoint: Deadline::after(Duration::ZERO),
            held: false,
            stop,
        };
        tokio::spawn(sealer.run())
    }

    async fn run(mut self) {
        while !self.stop.is_cancelled() {
            self.turn(false).await;
            self.wait().await;
        }
        self.turn(true).await;
        if let Err(error) = self.lease.release().await {
            tracing::debug!(service = self.store.service(), %error, "the lease of the sealer runs out by itself");
        }
    }

    async fn turn(&mut self, last: bool) {
        if let Err(error) = self.seal_all().await {
            tracing::warn!(service = self.store.service(), %error, "the audit trail could not be sealed");
        }
        if !self.due.is_empty() && (last || self.next_checkpoint.expired()) {
            self.attest().await;
            self.next_checkpoint = Deadline::after(CHECKPOINTS_EVERY);
        }
    }

    /// Pass after pass until nothing waits, however long nobody has sealed.
    async fn seal_all(&mut self) -> Result<(), StoreError> {
        loop {
            if !self.lease.hold().await? {
                self.held = false;
                return Ok(());
            }
            if !self.held {
                self.due = self.heads().await?;
                let tenants: Vec<TenantId> = self.due.keys().cloned().collect();
                rebuild(&self.store, &tenants).await?;
                self.held = true;
            }
            let sealed = seal(&self.store).await?;
            self.merge(sealed.heads.iter().map(|(tenant, _)| tenant.clone()).collect()).await;
            self.due.extend(sealed.heads);
            if (sealed.entries as u64) < ENTRIES {
                return Ok(());
            }
        }
    }

    /// What cannot be merged now is found as it is, and merged when the chain goes on.
    async fn merge(&self, tenants: Vec<TenantId>) {
        if let Err(error) = merge(&self.store, &tenants).await {
            tracing::warn!(service = self.store.service(), %error, "the index of the audit trail could not be merged");
        }
    }

    async fn heads(&self) -> Result<HashMap<TenantId, Head>, StoreError> {
        let read = self.store.read(Deadline::after(DEADLINE), async |tx| {
            let tenants = storage::tenants(tx).await?;
            blocks::heads(tx, &tenants).await
        });
        read.await
    }

    async fn attest(&mut self) {
        let service = self.store.service();
        let Some(attestation) = &self.attestation else {
            self.due.clear();
            return;
        };
        let signed_at = machine_now().micros();
        let checkpoint = |(tenant, head): (&TenantId, &Head)| Checkpoint {
            service: service.to_owned(),
            tenant: tenant.as_str().to_owned(),
            number: head.number,
            hash: head.hash,
            signed_at,
        };
        match attestation.attest(service, self.due.iter().map(checkpoint).collect()).await {
            Ok(()) => self.due.clear(),
            Err(error) => tracing::warn!(service, %error, "checkpoints of the audit trail could not be kept"),
        }
    }

    /// A file has one process: where that has committed nothing, nothing waits. Whoever commits first after a pause is mostly
    /// followed by others: the pass comes when they are through, and not between them.
    async fn wait(&mut self) {
        let alone = self.store.is_alone();
        let quiet = async {
            if alone && self.due.is_empty() {
                // the store outlives its sealer
                let _ = self.commits.changed().await;
            }
            tokio::time::sleep(EVERY).await;
        };
        tokio::select! {
            biased;
            () = self.stop.cancelled() => {}
            () = quiet => {}
        }
        self.commits.mark_unchanged();
    }
}
