//! What a process signs checkpoints of the audit trail with, and whom who verifies them believes.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use o2c_audit_trail::{Attestation, Checkpoints, Signer};
use o2c_identity::{PublicKey, SigningKey, TrustedKeys};

use crate::{config::Config, databases::Databases, identity::Identity};

/// Where processes sign nothing else: the key of the checkpoints, and its public half.
const KEY: &str = "checkpoints.key";
const PUBLIC_KEY: &str = "checkpoints.pub";
/// Whose key that is.
const OWN: &str = "checkpoints";

/// How a process attests to what it seals: with its key, or, where processes sign nothing, with one that is made beside
/// embedded databases or the checkpoints. None where it has neither.
pub(crate) fn attestation(
    config: &Config,
    databases: &Databases,
    identity: &Identity,
) -> anyhow::Result<Option<Attestation>> {
    let directory = directory(config, databases);
    let signer = match (identity.kept_issuer(), key_directory(config, databases)) {
        (Some(issuer), _) => Signer::Process(issuer),
        (None, Some(directory)) => Signer::Own(Arc::new(own_key(&directory)?)),
        (None, None) => return Ok(None),
    };
    let checkpoints = directory.as_deref().map(Checkpoints::in_directory).transpose();
    let checkpoints = checkpoints.context("audit_trail.checkpoint_directory")?;
    Ok(Some(Attestation { signer, checkpoints }))
}

/// Where checkpoints are kept; none: in the log.
pub(crate) fn directory(config: &Config, databases: &Databases) -> Option<PathBuf> {
    config.audit_trail.directory(embedded(databases))
}

/// The keys of all processes that sign or have signed.
pub(crate) fn trusted(config: &Config, databases: &Databases, more: &[PathBuf]) -> anyhow::Result<TrustedKeys> {
    let mut keys = TrustedKeys::read(&config.auth.trusted_keys).context("auth.trusted_keys")?;
    for file in config.audit_trail.former_keys.iter().chain(more) {
        keys = keys.and(OWN, PublicKey::read(file)?);
    }
    let own = key_directory(config, databases).map(|directory| directory.join(PUBLIC_KEY));
    let own = own.filter(|file| config.auth.signing_key_file.is_empty() && file.exists());
    match own {
        Some(file) => Ok(keys.and(OWN, PublicKey::read(&file)?)),
        None => Ok(keys),
    }
}

/// Where a key of our own is.
fn key_directory(config: &Config, databases: &Databases) -> Option<PathBuf> {
    embedded(databases).map(Path::to_owned).or_else(|| directory(config, databases))
}

/// The directory of embedded databases.
fn embedded(databases: &Databases) -> Option<&Path> {
    match databases {
        Databases::Directory(path) => Some(path),
        Databases::Postgres(_) => None,
    }
}

fn own_key(directory: &Path) -> anyhow::Result<SigningKey> {
    std::fs::create_dir_all(directory).with_context(|| format!("{} cannot be created", directory.display()))?;
    let file = directory.join(KEY);
    // another process may have made it just now
    let key = SigningKey::read_or_create(&file).or_else(|_| SigningKey::read(&file))?;
    key.public().write(&directory.join(PUBLIC_KEY))?;
    Ok(key)
}
