//! Whether the tests can fail: the simulation is run with each planted bug, and has to catch it.
//!
//! That program is another one: built for tests, with the bugs compiled in. No program that a customer could run has them.

use std::{collections::BTreeMap, path::Path, process::Stdio};

use anyhow::Context;
use o2c_kernel::planted::Planted;

/// The test that plants one after the other and says of each what caught it.
const TEST: &str = "each_planted_bug_is_caught";

/// Each planted bug by its name, and whether it was caught.
pub async fn catch() -> anyhow::Result<BTreeMap<String, bool>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = tokio::process::Command::new(cargo);
    command
        .args(["test", "--workspace", "--all-features", "--locked", "--test", "simulation", TEST, "--", "--nocapture"])
        .current_dir(here)
        .env_remove("O2C_PLANTED")
        .stderr(Stdio::inherit());
    let output = command.output().await.context("the simulation cannot be run")?;
    let said = String::from_utf8_lossy(&output.stdout);
    anyhow::ensure!(said.contains("caught "), "the simulation did not come to its end: {said}");
    Ok(read(&said))
}

/// A bug was caught where a line begins with its name and says by what.
fn read(said: &str) -> BTreeMap<String, bool> {
    let names = Planted::ALL.iter().map(|bug| format!("{bug:?}"));
    names
        .map(|name| {
            let caught = said.lines().any(|line| line.strip_prefix(&name).is_some_and(|rest| rest.starts_with(": ")));
            (name, caught)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_told_was_not_caught() {
        let read = read("FloatTax: try 1: a law\ncaught 1 of 13\n");
        assert_eq!(read.len(), Planted::ALL.len());
        assert_eq!(
            read.iter().filter(|(_, caught)| **caught).map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["FloatTax"]
        );
    }
}
