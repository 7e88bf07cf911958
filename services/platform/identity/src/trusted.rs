//! Whose signatures are believed: for each process the keys that it may sign with, two while they are changed.

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};

use crate::{KeyError, PublicKey};

/// Public keys by their ids, each with the process that it belongs to.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(HashMap<String, (String, PublicKey)>);

impl TrustedKeys {
    /// Of one process, with one key.
    #[must_use]
    pub fn of(issuer: &str, key: &PublicKey) -> Self {
        Self::default().and(issuer, key.clone())
    }

    #[must_use]
    pub fn and(mut self, issuer: &str, key: PublicKey) -> Self {
        self.0.insert(key.id().to_owned(), (issuer.to_owned(), key));
        self
    }

    /// Of files, by the names of the processes.
    pub fn read(files: &BTreeMap<String, Vec<PathBuf>>) -> Result<Self, KeyError> {
        let mut keys = Self::default();
        for (issuer, files) in files {
            for file in files {
                keys = keys.and(issuer, PublicKey::read(file)?);
            }
        }
        Ok(keys)
    }

    /// A key and whose it is.
    pub(crate) fn find(&self, id: &str) -> Option<&(String, PublicKey)> {
        self.0.get(id)
    }
}
