//! The clock of each process, as a machine of its own would have it: it is stepped while the process runs, forward and
//! back, and stays wrong until it is set right. Processes built without failpoints have the machine's clock.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use o2c_kernel::machine_now;
use o2c_testkit::Chance;

use super::faults::Faults;

/// Of a process: which file says by how many milliseconds its clock is wrong.
const VARIABLE: &str = "O2C_WRONG_CLOCK";
/// Between two steps, milliseconds.
const LEAST: u64 = 300;
const MOST: u64 = 2_000;
/// By how much a clock may be wrong, seconds: as after a correction, after a bad one, and after a machine was asleep.
const WRONG: [i64; 4] = [2, 15, 900, 2 * 3_600];
/// Of a hundred steps, how many set a clock right.
const RIGHT: u64 = 30;

#[derive(Clone, Debug)]
pub struct Clocks {
    directory: PathBuf,
}

/// The zone in which it is about noon now: a clock that is put back by hours must not be put back by a day, or goods are
/// delivered before they were sent.
pub fn noon() -> String {
    let hour = machine_now().micros() / 3_600_000_000 % 24;
    match 12 - hour {
        // in these names the sign is that of POSIX: behind Greenwich is +
        0 => "Etc/GMT".to_owned(),
        ahead => format!("Etc/GMT{:+}", -ahead),
    }
}

impl Clocks {
    pub fn new(directory: &Path) -> anyhow::Result<Self> {
        let directory = directory.join("clocks");
        std::fs::create_dir_all(&directory)?;
        Ok(Self { directory })
    }

    /// What a process is told.
    pub fn variable(&self, process: &str) -> (String, String) {
        (VARIABLE.to_owned(), self.file(process).display().to_string())
    }

    /// Steps clocks of these processes for as long as it is asked to, the first two forward and back.
    pub async fn step(&self, processes: &[String], mut chance: Chance, faults: &Faults) -> anyhow::Result<()> {
        let mut off: BTreeMap<&str, i64> = BTreeMap::new();
        loop {
            tokio::time::sleep(Duration::from_millis(chance.between(LEAST, MOST))).await;
            let Some(process) = processes.get(chance.index(processes.len())) else { return Ok(()) };
            let before = off.get(process.as_str()).copied().unwrap_or(0);
            let wrong = WRONG.get(chance.index(WRONG.len())).copied().unwrap_or(1) * 1_000;
            let after = match before {
                0 if chance.percent(50) => wrong,
                0 => -wrong,
                _ if chance.percent(RIGHT) => 0,
                ahead if ahead > 0 => -wrong,
                _ => wrong,
            };
            self.set(process, after)?;
            off.insert(process, after);
            faults.happened(if after > before { "clock stepped forward" } else { "clock stepped back" }, 1);
        }
    }

    /// Sets all of them right.
    pub fn set_right(&self, processes: &[String]) -> anyhow::Result<()> {
        processes.iter().try_for_each(|process| self.set(process, 0))
    }

    /// As a whole: nobody reads half a number.
    fn set(&self, process: &str, milliseconds: i64) -> anyhow::Result<()> {
        let (file, written) = (self.file(process), self.directory.join("written"));
        std::fs::write(&written, milliseconds.to_string())?;
        Ok(std::fs::rename(written, file)?)
    }

    fn file(&self, process: &str) -> PathBuf {
        self.directory.join(process)
    }
}
