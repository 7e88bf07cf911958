//! How long calls took, and what of it to tell.

use std::time::Duration;

use o2c_kernel::machine_now;
use rust_decimal::Decimal;

use super::outcome::Figures;

/// Times of calls of one kind.
#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// Below which so many of a thousand lie; nothing of none.
    #[must_use]
    pub fn per_mille(&self, share: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * share).div_ceil(1_000).saturating_sub(1);
        sorted.get(at).copied().unwrap_or_default()
    }

    /// Median, 99 % and 99.9 %, in milliseconds.
    pub fn tell(&self, name: &str, figures: &mut Figures) {
        for (label, share) in [("p50", 500), ("p99", 990), ("p99.9", 999)] {
            figures.add(format!("{name}_{label}"), milliseconds(self.per_mille(share)), "ms");
        }
    }
}

#[must_use]
pub fn milliseconds(time: Duration) -> Decimal {
    Decimal::from(u64::try_from(time.as_micros()).unwrap_or(u64::MAX)) / Decimal::from(1_000)
}

/// Calls so often, one after the other.
pub async fn repeated(times: usize, mut call: impl AsyncFnMut() -> anyhow::Result<()>) -> anyhow::Result<Latencies> {
    let mut latencies = Latencies::default();
    for _ in 0..times {
        let began = machine_now();
        call().await?;
        latencies.add(machine_now().since(began));
    }
    Ok(latencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        let mut latencies = Latencies::default();
        assert_eq!(latencies.per_mille(500), Duration::ZERO);
        for milliseconds in (1..=100).rev() {
            latencies.add(Duration::from_millis(milliseconds));
        }
        assert_eq!(latencies.per_mille(500), Duration::from_millis(50));
        assert_eq!(latencies.per_mille(990), Duration::from_millis(99));
        assert_eq!(latencies.per_mille(999), Duration::from_millis(100));
    }
}
