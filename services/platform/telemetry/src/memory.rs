//! What a process holds in memory, as Linux counts it.

/// Bytes that it holds now; none where the system does not tell, or the process is gone.
#[must_use]
pub fn resident_bytes(process: u32) -> Option<u64> {
    figure(process, "VmRSS:")
}

/// Bytes that it has held at most since it started.
#[must_use]
pub fn peak_bytes(process: u32) -> Option<u64> {
    figure(process, "VmHWM:")
}

fn figure(process: u32, name: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes.saturating_mul(1_024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_holds_something_and_never_more_than_at_its_peak() {
        let this = std::process::id();
        let (now, most) = (resident_bytes(this).unwrap(), peak_bytes(this).unwrap());
        assert!(now > 0 && most > 0, "{now} {most}");
        assert_eq!(peak_bytes(u32::MAX), None);
    }
}
