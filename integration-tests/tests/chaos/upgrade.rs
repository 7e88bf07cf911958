//! A few roles, each process replaced by itself: nobody notices. All of them, and by another version: `.ci/upgrade`.

use std::process::Command;

use serde_json::Value;

use crate::alone;

#[test]
fn nobody_notices_that_processes_are_replaced() {
    let _alone = alone();
    let report = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaos"));
    command.args(["upgrade", "--orders", "3", "--role", "orders", "--role", "gateway", "--json"]).arg(report.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&std::fs::read(report.path()).unwrap()).unwrap();
    assert_eq!(report["replaced"], 12);
    assert!(report["newer_tables"].as_u64().unwrap() > 100, "{report:#}");
    let phases = report["phases"].as_object().unwrap();
    assert!(phases.len() == 8 && phases.values().all(|told| told.as_u64().unwrap() >= 3), "{report:#}");
    assert!(report["requests"].as_u64().unwrap() > 100 && report["rows"].as_u64().unwrap() > 0, "{report:#}");
}

#[test]
fn what_is_no_version_before_is_refused() {
    for arguments in [["--previous", "/nowhere/o2c"], ["--role", "marketing"], ["--orders", "0"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_chaos")).arg("upgrade").args(arguments).output().unwrap();
        assert!(!output.status.success(), "{arguments:?}");
    }
}
