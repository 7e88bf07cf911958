//! On what was measured.

use std::{fs, thread};

use o2c_local::machine::memory_mib;
use serde::Serialize;

/// The machine and the program.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    pub memory_mib: u64,
    pub kernel: String,
    pub o2c: &'static str,
    /// Whether the program was built to be fast: a rate of another build says nothing.
    pub optimized: bool,
}

impl Machine {
    #[must_use]
    pub fn this() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let after = |text: &str, key: &str| {
            let line = text.lines().find(|line| line.starts_with(key));
            line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        Self {
            processor: after(&read("/proc/cpuinfo"), "model name"),
            cores: thread::available_parallelism().map_or(0, Into::into),
            memory_mib: memory_mib(),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            o2c: env!("CARGO_PKG_VERSION"),
            optimized: cfg!(not(debug_assertions)),
        }
    }

    /// In one line.
    #[must_use]
    pub fn line(&self) -> String {
        let build = if self.optimized { "" } else { ", NOT OPTIMIZED" };
        format!(
            "{} × {}, {} MiB, Linux {}, o2c {}{build}",
            self.cores, self.processor, self.memory_mib, self.kernel, self.o2c
        )
    }
}
