//! What the bus does to the facts of a run: every process is told to double, hold back and mix up what it is delivered, and
//! to note that in one file.

use std::{collections::BTreeMap, path::Path};

/// A seed, a comma, and the file of the notes.
const VARIABLE: &str = "O2C_HOSTILE_BUS";
const NOTES: &str = "bus.notes";

/// What every process is told.
pub fn variable(seed: u64, directory: &Path) -> (String, String) {
    (VARIABLE.to_owned(), format!("{seed},{}", directory.join(NOTES).display()))
}

/// How often each mischief was done.
pub fn noted(directory: &Path) -> BTreeMap<String, u64> {
    let mut noted = BTreeMap::new();
    for line in std::fs::read_to_string(directory.join(NOTES)).unwrap_or_default().lines() {
        *noted.entry(format!("facts {line}")).or_default() += 1;
    }
    noted
}
