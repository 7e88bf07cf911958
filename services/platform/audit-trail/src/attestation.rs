//! Who attests, and where.

use std::{io, sync::Arc};

use o2c_identity::{Issuer, SigningKey};

use crate::checkpoint::{Checkpoint, Checkpoints};

/// What checkpoints are signed with.
#[derive(Clone, Debug)]
pub enum Signer {
    /// The key of the process, whichever it has at the time.
    Process(Arc<Issuer>),
    /// A key for nothing else, where processes sign nothing.
    Own(Arc<SigningKey>),
}

impl Signer {
    fn key(&self) -> Arc<SigningKey> {
        match self {
            Self::Process(issuer) => issuer.key(),
            Self::Own(key) => Arc::clone(key),
        }
    }
}

/// How a process attests to its chains.
#[derive(Clone, Debug)]
pub struct Attestation {
    pub signer: Signer,
    /// None: in the log alone, which leaves the machine as all of it does.
    pub checkpoints: Option<Checkpoints>,
}

impl Attestation {
    /// Signs checkpoints of a service and puts them where they are kept.
    pub(crate) async fn attest(&self, service: &'static str, checkpoints: Vec<Checkpoint>) -> io::Result<()> {
        let key = self.signer.key();
        let lines: Vec<String> = checkpoints.iter().map(|checkpoint| checkpoint.sign(&key)).collect();
        let Some(kept) = self.checkpoints.clone() else {
            for line in lines {
                tracing::info!(target: "o2c_audit_trail::checkpoint", service, checkpoint = line, "a checkpoint");
            }
            return Ok(());
        };
        let written = tokio::task::spawn_blocking(move || kept.append(service, &lines)).await;
        written.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}
