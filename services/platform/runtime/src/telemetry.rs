//! Logs. To standard error, so that standard output stays the command's own; a full disk never stops a money path,
//! because the writer drops what it cannot write.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// What is logged unless `O2C_LOG` says otherwise.
const DEFAULT_FILTER: &str = "warn";

/// Starts logging; once a process. `json` for machines, otherwise lines for people.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_env("O2C_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let registry = tracing_subscriber::registry().with(filter);
    let lines = fmt::layer().with_writer(std::io::stderr).log_internal_errors(false);
    // A second start, as in tests, leaves the first one's subscriber in place.
    let _ = if json { registry.with(lines.json()).try_init() } else { registry.with(lines).try_init() };
}
