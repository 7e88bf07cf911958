//! The bar: which day it is, how fast it goes, what is owed.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use o2c_kernel::Date;

use super::wire::pounds;

/// A bar on standard error, or nothing.
pub struct Progress(ProgressBar);

impl Progress {
    #[must_use]
    pub fn start(shown: bool, days: usize, done: usize) -> Self {
        let target = if shown { ProgressDrawTarget::stderr_with_hz(4) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(days as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} day {pos}/{len}  {msg}") {
            bar.set_style(style);
        }
        bar.set_position(done as u64);
        Self(bar)
    }

    /// A day is done.
    pub fn day(&self, today: Date, lines: u64, micros: u64, open_receivables: i64) {
        let rate = lines.saturating_mul(1_000_000) / micros.max(1);
        let open = pounds(open_receivables);
        self.0.set_message(format!("{today}  {rate} lines/s  {open} open"));
        self.0.inc(1);
    }

    pub fn finish(&self) {
        self.0.finish();
    }
}
