//! A machine whose clock is wrong, for runs in which clocks are stepped: what [`crate::machine_now`] is off by.
//!
//! The variable `O2C_WRONG_CLOCK` names a file that says by how many milliseconds. It is read again and again, so that the
//! clock of a running process can be stepped, forward and back, and is as wrong after a restart as before.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

const VARIABLE: &str = "O2C_WRONG_CLOCK";
/// Between two looks at the file.
const LOOK: Duration = Duration::from_millis(20);

/// Microseconds.
static OFF_BY: AtomicI64 = AtomicI64::new(0);

/// By how many microseconds the clock is wrong now.
pub(crate) fn off_by() -> i64 {
    OFF_BY.load(Ordering::Relaxed)
}

/// Follows the file that the environment names, for as long as the process lives.
pub(super) fn follow() {
    let Some(file) = std::env::var_os(VARIABLE).map(PathBuf::from) else { return };
    // before anybody has looked at the clock
    step(&file);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            step(&file);
        }
    });
}

/// A file that is being written, or is not there, says nothing.
fn step(file: &Path) {
    let said = std::fs::read_to_string(file).ok().and_then(|text| text.trim().parse::<i64>().ok());
    if let Some(milliseconds) = said {
        OFF_BY.store(milliseconds.saturating_mul(1_000), Ordering::Relaxed);
    }
}
