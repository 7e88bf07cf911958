//! Processes that die at random, and at every place where dying could hurt: nothing is lost, nothing is doubled.

#![expect(clippy::unwrap_used, reason = "a run that cannot be looked at fails its test")]

use std::{path::PathBuf, process::Command};

use serde_json::Value;

/// Runs the program as anybody would; its report.
fn chaos(seed: u64, arguments: &[&str]) -> Value {
    let report: PathBuf = std::env::temp_dir().join(format!("o2c-chaos-{seed}.json"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaos"));
    command.args(["--seed", &seed.to_string(), "--json"]).arg(&report).args(arguments);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "seed {seed}: {said}\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap()
}

#[test]
fn nothing_is_lost_or_doubled_while_everything_dies() {
    let report = chaos(1, &["--orders", "200", "--kills", "60"]);
    println!("{report:#}");
    assert!(report["orders"].as_u64().unwrap() >= 200);
    let kills: u64 = report["kills"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert!(kills >= 60);
    let aborted = report["faults"].as_object().unwrap().keys().filter(|fault| fault.starts_with("aborted at")).count();
    assert!(!cfg!(feature = "failpoints") || aborted >= 10, "only {aborted} failpoints were died of");
}

#[test]
fn a_run_that_harms_nobody_proves_nothing() {
    for arguments in [["--orders", "0"], ["--kills", "0"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_chaos")).args(arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
    }
}
