//! Every harm that can be done to a mesh on one machine, on both engines: nothing is lost, nothing is doubled.

#![expect(clippy::unwrap_used, reason = "a run that cannot be looked at fails its test")]

mod regressions;
mod upgrade;

use std::{fs::File, process::Command};

use serde_json::Value;

/// What must have happened on any mesh.
const ANYWHERE: &[&str] = &[
    "kill",
    "edge cut",
    "edge silent",
    "edge slowed",
    "clock stepped forward",
    "clock stepped back",
    "facts doubled",
    "facts held back",
    "facts mixed",
];
/// And where there are servers.
const SERVERS: &[&str] = &["postgres restarted -m immediate", "broker wiped"];

/// Two of these meshes on one machine would only slow each other down, in threads or processes of whoever runs the tests.
fn alone() -> File {
    let lock = File::create(std::env::temp_dir().join("o2c-chaos.lock")).unwrap();
    lock.lock().unwrap();
    lock
}

/// Runs the program as anybody would; its report.
fn chaos(engine: &str, seed: u64, orders: u64, kills: u64) -> Value {
    let _alone = alone();
    let report = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaos"));
    command.args(["--engine", engine, "--seed", &seed.to_string(), "--orders", &orders.to_string()]);
    command.args(["--kills", &kills.to_string(), "--json"]).arg(report.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "seed {seed}: {said}\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&std::fs::read(report.path()).unwrap()).unwrap()
}

/// The run was as hard as it has to be.
fn assert_hard(report: &Value, orders: u64, kills: u64, faults: &[&[&str]]) {
    let count = |value: &Value| value.as_u64().unwrap_or(0);
    assert!(count(&report["orders"]) >= orders);
    let killed = report["kills"].as_object().unwrap();
    assert!(killed.values().map(count).sum::<u64>() >= kills);
    for fault in faults.iter().copied().flatten() {
        assert!(count(&report["faults"][fault]) > 0, "there was no `{fault}`");
    }
    assert_eq!(report["unreached"], Value::Array(Vec::new()), "nobody has died of these failpoints");
    assert!(count(&report["rounds"]) >= 2 && count(&report["rows"]) > 0);
}

#[test]
fn nothing_is_lost_or_doubled_by_processes_over_postgresql() {
    let report = chaos("postgres", 1, 200, 60);
    println!("{report:#}");
    assert_hard(&report, 200, 60, &[ANYWHERE, SERVERS]);
    let killed = report["kills"].as_object().unwrap();
    for process in ["postgres", "nats-server", "gateway", "credit", "credit-2", "billing", "billing-2"] {
        assert!(killed.contains_key(process), "{process} was never killed");
    }
    assert!(report["edges"].as_u64().unwrap() >= 20, "hardly an edge was harmed");
}

#[test]
fn nothing_is_lost_or_doubled_by_one_process_over_files() {
    let report = chaos("sqlite", 2, 200, 60);
    println!("{report:#}");
    assert_hard(&report, 200, 60, &[ANYWHERE]);
}

#[test]
fn a_run_that_harms_nobody_proves_nothing() {
    for arguments in [["--orders", "0"], ["--kills", "0"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_chaos")).args(arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
    }
}
