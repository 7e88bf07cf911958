//! Verification: whether the trail still says what it said when it was written.
//!
//! The chain shows what was changed, removed, put in or put in another order; checkpoints from outside of the database
//! show that its end was cut off or that all of it was written anew. Reads page after page beside a running service, in
//! bounded memory but for the checkpoints, of which each takes some fifty bytes.

mod attested;
mod chain;
mod finding;
mod subjects;

use std::{collections::BTreeMap, io, time::Duration};

use o2c_identity::TrustedKeys;
use o2c_kernel::{Deadline, TenantId};
use o2c_store::{Store, StoreError};

use crate::{checkpoint::Checkpoints, storage};
use attested::Attested;
use chain::Chain;

pub use finding::{Finding, Harm};

/// How long one page may take.
const DEADLINE: Duration = Duration::from_secs(60);
/// Findings that are named; all are counted.
const NAMED: usize = 100;

/// What was read, and what does not hold.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    pub blocks: u64,
    /// In blocks.
    pub entries: u64,
    /// Waiting to be sealed: these are not protected yet.
    pub unsealed: u64,
    /// Reasons that are no longer there. To erase one is allowed.
    pub erased: u64,
    /// People of whom nobody knows any more who they are, as entries say.
    pub erased_principals: u64,
    /// The last block of each chain, and the last one that a checkpoint speaks of.
    pub chains: BTreeMap<String, Reach>,
    pub findings: Vec<Finding>,
    pub failed: u64,
}

/// How far a chain goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    pub sealed: i64,
    pub attested: i64,
}

/// Why a trail could not be verified; that it does not hold is no error.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("the trail could not be read")]
    Store(#[from] StoreError),
    #[error("the checkpoints could not be read")]
    Checkpoints(#[source] io::Error),
}

impl Verification {
    fn found(&mut self, finding: Finding) {
        self.failed += 1;
        if self.findings.len() < NAMED {
            self.findings.push(finding);
        }
    }
}

/// Verifies all chains of a service, against checkpoints where there are any.
pub async fn verify(
    store: &Store,
    service: &str,
    checkpoints: Option<(&Checkpoints, &TrustedKeys)>,
) -> Result<Verification, VerifyError> {
    let mut verification = Verification::default();
    let attested = match checkpoints {
        Some((checkpoints, trusted)) => Attested::read(checkpoints, trusted, service, &mut verification)?,
        None => Attested::default(),
    };
    let stored = store.read(Deadline::after(DEADLINE), async |tx| storage::tenants(tx).await).await?;
    let mut tenants: Vec<TenantId> = stored.into_iter().chain(attested.tenants().cloned()).collect();
    tenants.sort_unstable();
    tenants.dedup();
    for tenant in &tenants {
        Chain::new(store, service, tenant, attested.of(tenant)).verify(&mut verification).await?;
    }
    Ok(verification)
}
