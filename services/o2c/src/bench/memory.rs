//! What processes held at most.

use std::fs;

/// MiB that a process has held in memory at most, since it started; 0 if it is gone.
#[must_use]
pub fn peak_mib(process: u32) -> u64 {
    kibibytes(process, "VmHWM:") / 1_024
}

fn kibibytes(process: u32, key: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|value| value.split_whitespace().next()).and_then(|number| number.parse().ok()).unwrap_or_default()
}
