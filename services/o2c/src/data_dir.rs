//! The directory that one process owns: a SQLite file per service, and a lock.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::Context;

/// A data directory, held against a second writer as long as this lives.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Creates it if absent, and locks it.
    pub fn own(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path).with_context(|| format!("{} cannot be created", path.display()))?;
        let file = path.join("lock");
        let lock = File::create(&file).with_context(|| format!("{} cannot be written", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                anyhow::bail!(
                    "{} is in use by another o2c process: stop it first (`o2c audit` can read meanwhile)",
                    path.display()
                )
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", file.display()))
            }
        }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database file of a service.
    #[must_use]
    pub fn database(&self, service: &str) -> PathBuf {
        database(&self.path, service)
    }
}

/// Where the file of a service is, owned or not.
#[must_use]
pub fn database(data_dir: &Path, service: &str) -> PathBuf {
    data_dir.join(format!("{service}.sqlite"))
}

/// Where it is noted what was delivered last of each service.
#[must_use]
pub fn notes(data_dir: &Path) -> PathBuf {
    data_dir.join("delivered")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_owner_is_refused_until_the_first_is_gone() {
        let root = std::env::temp_dir().join(format!("o2c-data-dir-{}", std::process::id()));
        let nested = root.join("created/if/absent");
        let first = DataDir::own(&nested).unwrap();
        assert!(DataDir::own(&nested).unwrap_err().to_string().contains("in use"));
        drop(first);
        assert!(DataDir::own(&nested).is_ok());
        fs::remove_dir_all(root).unwrap();
    }
}
