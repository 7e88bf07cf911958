//! What checkpoints say of the chains of a service.

use std::collections::{BTreeMap, HashMap};

use o2c_identity::TrustedKeys;
use o2c_kernel::TenantId;

use super::{Finding, Harm, Verification, VerifyError};
use crate::{
    block::Hash,
    checkpoint::{Checkpoint, Checkpoints},
};

/// The hashes at some numbers of a chain. Several only if somebody has signed two chains.
pub(super) type Points = BTreeMap<i64, Vec<Hash>>;

#[derive(Debug, Default)]
pub(super) struct Attested(HashMap<TenantId, Points>);

impl Attested {
    /// Reads the lines of a service; what is not believed is a finding.
    pub(super) fn read(
        checkpoints: &Checkpoints,
        trusted: &TrustedKeys,
        service: &str,
        verification: &mut Verification,
    ) -> Result<Self, VerifyError> {
        let mut attested = Self::default();
        for (at, line) in checkpoints.lines(service).map_err(VerifyError::Checkpoints)?.enumerate() {
            let line = line.map_err(VerifyError::Checkpoints)?;
            let refused = match Checkpoint::verify(&line, trusted) {
                Ok(checkpoint) if checkpoint.service != service => "speaks of another service".to_owned(),
                Ok(checkpoint) => match TenantId::of_record(&checkpoint.tenant) {
                    Ok(tenant) => {
                        attested.add(tenant, checkpoint);
                        continue;
                    }
                    Err(error) => error.to_string(),
                },
                Err(error) => error.to_string(),
            };
            verification.found(Finding {
                service: service.to_owned(),
                tenant: None,
                harm: Harm::CheckpointRefused,
                block: None,
                entry: None,
                detail: format!("line {} of the checkpoints {refused}", at + 1),
            });
        }
        Ok(attested)
    }

    fn add(&mut self, tenant: TenantId, checkpoint: Checkpoint) {
        let hashes = self.0.entry(tenant).or_default().entry(checkpoint.number).or_default();
        if !hashes.contains(&checkpoint.hash) {
            hashes.push(checkpoint.hash);
        }
    }

    pub(super) fn tenants(&self) -> impl Iterator<Item = &TenantId> {
        self.0.keys()
    }

    pub(super) fn of(&self, tenant: &TenantId) -> Option<&Points> {
        self.0.get(tenant)
    }
}
