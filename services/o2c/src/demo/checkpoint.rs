//! Where the world is: one small file, written after each settled phase. All else is asked from the product.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use o2c_kernel::Date;
use serde::{Deserialize, Serialize};

use super::world::{Correction, NotesPlan, StockPlan};
use crate::replaced::replace;

/// The file's content.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Which input and which seed: another is refused on a used directory.
    pub fingerprint: String,
    pub seed: u64,
    /// Days that are done.
    pub days_done: usize,
    /// Phases of the day under way that are done.
    pub phases_done: usize,
    /// What the day's write-offs need: decided once, done as often as need be.
    pub stock: Option<StockPlan>,
    /// How the day's return lines are settled, over several phases.
    pub notes: Option<NotesPlan>,
    /// The return authorisations of the day.
    pub return_ids: Vec<String>,
    /// What the day's slips have applied and corrections take back.
    pub corrections: Option<Vec<Correction>>,
    /// The bank account's balance, minor units.
    pub bank_balance: i64,
    pub returned: ReturnedBy,
    /// Machine time, in microseconds: of days, of phases, of months.
    pub micros: u64,
    pub micros_by_phase: BTreeMap<String, u64>,
    pub micros_by_month: BTreeMap<String, u64>,
}

/// How return lines were settled, at their own price, in minor units.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct ReturnedBy {
    pub cancelled: i64,
    pub delivered: i64,
    pub without_reference: i64,
}

impl Checkpoint {
    /// Counts machine time: of all days, of a phase, of a month.
    pub fn spend(&mut self, phase: &str, today: Date, micros: u64) {
        self.micros += micros;
        *self.micros_by_phase.entry(phase.to_owned()).or_default() += micros;
        *self.micros_by_month.entry(month(today)).or_default() += micros;
    }
}

/// Such as `2010-12`.
#[must_use]
pub fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

impl ReturnedBy {
    pub fn add(&mut self, other: Self) {
        self.cancelled += other.cancelled;
        self.delivered += other.delivered;
        self.without_reference += other.without_reference;
    }
}

/// The file of a checkpoint.
#[derive(Clone, Debug)]
pub struct CheckpointFile(PathBuf);

impl CheckpointFile {
    #[must_use]
    pub fn in_dir(data_dir: &Path) -> Self {
        Self(data_dir.join("demo.json"))
    }

    /// What was reached, or the start. `used` says whether the directory holds a book already.
    pub fn load(&self, fingerprint: &str, seed: u64, used: bool) -> anyhow::Result<Checkpoint> {
        if !self.0.exists() {
            ensure!(!used, "{} holds the data of something else than a demo", self.0.display());
            return Ok(Checkpoint { fingerprint: fingerprint.to_owned(), seed, ..Checkpoint::default() });
        }
        let text = fs::read(&self.0).with_context(|| format!("{} cannot be read", self.0.display()))?;
        let checkpoint: Checkpoint =
            serde_json::from_slice(&text).with_context(|| format!("{} is damaged", self.0.display()))?;
        ensure!(checkpoint.seed == seed, "this data directory was begun with --seed {}, not {seed}", checkpoint.seed);
        ensure!(checkpoint.fingerprint == fingerprint, "this data directory was begun with other order lines");
        Ok(checkpoint)
    }

    /// Replaces the file at once: a crash leaves the old one or the new one.
    pub fn save(&self, checkpoint: &Checkpoint) -> anyhow::Result<()> {
        replace(&self.0, &serde_json::to_vec(checkpoint)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_seed_other_files_and_another_use_are_refused() {
        let dir = std::env::temp_dir().join(format!("o2c-checkpoint-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let file = CheckpointFile::in_dir(&dir);
        assert!(file.load("files", 1, true).is_err());
        let mut checkpoint = file.load("files", 1, false).unwrap();
        checkpoint.days_done = 7;
        file.save(&checkpoint).unwrap();
        assert_eq!(file.load("files", 1, true).unwrap().days_done, 7);
        assert!(file.load("files", 2, true).unwrap_err().to_string().contains("--seed 1"));
        assert!(file.load("other", 1, true).is_err());
        fs::remove_dir_all(dir).unwrap();
    }
}
