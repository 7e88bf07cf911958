//! Checkpoints: how far a chain has come, signed, outside of the database that they speak of.
//!
//! A directory holds a file for each service, a checkpoint a line: a compact JWS (RFC 7515), so that anybody with the
//! public key can read and verify it without this program.

use std::{
    fs::{self, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use o2c_identity::{SigningKey, TrustedKeys, jws};
use serde::{Deserialize, Serialize};

use crate::block::Hash;

/// The `typ` of the header: nothing that was signed for another purpose is ever taken for one of these.
const TYPE: &str = "o2c-audit-checkpoint+jwt";
/// What the names of the files end in.
const ENDING: &str = "checkpoints";

/// At this number the chain had this hash, says whoever signs. What a later version says beside it is passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub service: String,
    pub tenant: String,
    pub number: i64,
    #[serde(with = "hex::serde")]
    pub hash: Hash,
    /// Machine time, microseconds since 1970 UTC.
    pub signed_at: i64,
}

/// Why a line is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("is no checkpoint")]
    Malformed,
    #[error("is signed with a key that is not trusted")]
    UnknownKey,
    #[error("has a signature that does not fit")]
    Forged,
}

impl Checkpoint {
    /// As a line of a file, without its end.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        jws::sign(key, TYPE, self)
    }

    /// Takes a line for what it says, if a trusted key has signed it.
    pub fn verify(line: &str, trusted: &TrustedKeys) -> Result<Self, CheckpointError> {
        let claims = jws::signed_by(line, TYPE, trusted).map_err(|error| match error {
            jws::SignedError::Malformed => CheckpointError::Malformed,
            jws::SignedError::UnknownKey => CheckpointError::UnknownKey,
            jws::SignedError::Forged => CheckpointError::Forged,
        })?;
        serde_json::from_slice(&claims.json).map_err(|_| CheckpointError::Malformed)
    }
}

/// The directory that checkpoints are kept in.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    directory: PathBuf,
}

impl Checkpoints {
    /// Made if there is none.
    pub fn in_directory(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self::existing(directory))
    }

    /// To be read.
    #[must_use]
    pub fn existing(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    /// Adds lines, and returns when they are on the disk. Lines of several processes do not mix: each call is one write at
    /// the end of the file.
    pub fn append(&self, service: &str, lines: &[String]) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).append(true).open(self.file(service))?;
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        file.write_all(text.as_bytes())?;
        file.sync_data()
    }

    /// The lines of a service, the oldest first; none where it has no file.
    pub fn lines(&self, service: &str) -> io::Result<Box<dyn Iterator<Item = io::Result<String>> + Send>> {
        match fs::File::open(self.file(service)) {
            Ok(file) => Ok(Box::new(BufReader::new(file).lines())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Box::new(std::iter::empty())),
            Err(error) => Err(error),
        }
    }

    fn file(&self, service: &str) -> PathBuf {
        self.directory.join(format!("{service}.{ENDING}"))
    }
}

#[cfg(test)]
#[path = "checkpoint_tests.rs"]
mod tests;
