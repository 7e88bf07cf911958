//! How far an import has come: a small file, replaced after each batch. It saves time and decides nothing: without it the
//! same rows are sent again, under the same ids.

use std::{fs, path::PathBuf};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{kinds::Named, read::Fingerprint, totals::Totals};
use crate::replaced::replace;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Checkpoint {
    pub kind: Named,
    pub import: Uuid,
    pub file: Fingerprint,
    /// Rows that are decided, from the beginning.
    pub rows: u64,
    pub accepted: Totals,
    pub refused: u64,
    /// Of the file of refused rows.
    pub refused_bytes: u64,
    pub began_at: String,
}

/// Its file.
#[derive(Clone, Debug)]
pub struct CheckpointFile(PathBuf);

impl CheckpointFile {
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// What was reached; `None` where nothing was begun.
    pub fn load(&self) -> anyhow::Result<Option<Checkpoint>> {
        if !self.0.exists() {
            return Ok(None);
        }
        let text = fs::read(&self.0).with_context(|| format!("{} cannot be read", self.0.display()))?;
        let checkpoint = serde_json::from_slice(&text).with_context(|| format!("{} is damaged", self.0.display()))?;
        Ok(Some(checkpoint))
    }

    pub fn save(&self, checkpoint: &Checkpoint) -> anyhow::Result<()> {
        replace(&self.0, &serde_json::to_vec(checkpoint)?)
    }

    pub fn remove(&self) -> anyhow::Result<()> {
        match self.0.exists() {
            true => fs::remove_file(&self.0).with_context(|| format!("{} cannot be removed", self.0.display())),
            false => Ok(()),
        }
    }
}

impl Checkpoint {
    /// Refuses to go on with what was begun with something else.
    pub fn check(&self, kind: Named, import: Uuid, file: &Fingerprint) -> anyhow::Result<()> {
        ensure!(self.kind == kind, "what was begun is an import of {}", self.kind.name());
        ensure!(self.file == *file, "the file has changed since the import was begun: it is another import");
        ensure!(self.import == import, "what was begun has another import id or tenant");
        Ok(())
    }
}
