//! What processes held at most, as reports tell it.

use o2c_telemetry::memory::peak_bytes;

/// MiB that a process has held in memory at most, since it started; 0 if it is gone.
#[must_use]
pub fn peak_mib(process: u32) -> u64 {
    peak_bytes(process).unwrap_or_default() / (1_024 * 1_024)
}
