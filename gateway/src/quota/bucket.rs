//! A bucket of tokens, in whole numbers: a millionth of a token is what it gains in a microsecond at one a second.

use std::time::Duration;

use o2c_kernel::Instant;

use super::QuotaOptions;

/// Parts of a token.
const TOKEN: u64 = 1_000_000;

#[derive(Clone, Copy, Debug)]
pub(super) struct Bucket {
    options: QuotaOptions,
    parts: u64,
    at: Instant,
}

impl Bucket {
    pub(super) fn full(options: QuotaOptions, now: Instant) -> Self {
        Self { options, parts: u64::from(options.burst) * TOKEN, at: now }
    }

    /// Takes a token; how long until there is one, if there is none.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        self.look(now)?;
        self.parts = self.parts.saturating_sub(TOKEN);
        Ok(())
    }

    /// Whether there is a token; how long until there is one, if there is none.
    pub(super) fn look(&mut self, now: Instant) -> Result<(), Duration> {
        let micros = u64::try_from(now.since(self.at).as_micros()).unwrap_or(u64::MAX);
        let gained = micros.saturating_mul(u64::from(self.options.per_second));
        self.parts = self.parts.saturating_add(gained).min(u64::from(self.options.burst) * TOKEN);
        self.at = self.at.max(now);
        match TOKEN.saturating_sub(self.parts) {
            0 => Ok(()),
            missing => Err(self.gained_in(missing)),
        }
    }

    pub(super) fn left(&self) -> u64 {
        self.parts / TOKEN
    }

    pub(super) fn full_in(&self) -> Duration {
        self.gained_in(u64::from(self.options.burst) * TOKEN - self.parts)
    }

    fn gained_in(&self, parts: u64) -> Duration {
        Duration::from_micros(parts.div_ceil(u64::from(self.options.per_second.max(1))))
    }
}
