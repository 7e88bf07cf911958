//! How sagas of a service are run.

use std::time::Duration;

use o2c_kernel::{Clock, Zone};

/// How sagas of a service are run. Every bound of the runner is here.
#[derive(Clone)]
pub struct SagaOptions {
    /// Business time for the steps.
    pub clock: Clock,
    /// The zone of the steps' business days.
    pub zone: Zone,
    /// The most sagas that are called in one set.
    pub set_size: usize,
    /// The time a step, and a transaction, may take.
    pub call_deadline: Duration,
    /// How often to look without being woken: for what waited, and for what another process started.
    pub poll: Duration,
    /// The first wait after a failure; doubles with every further one.
    pub first_backoff: Duration,
    /// The longest wait of a saga.
    pub longest_backoff: Duration,
    /// The longest pause of the whole runner while a remote service is away.
    pub longest_pause: Duration,
    /// After so many failures that are not the environment's a saga is stuck.
    pub stuck_after: i64,
    /// How long another process's lease is respected after its last sign of life (PostgreSQL only).
    pub lease: Duration,
}

impl SagaOptions {
    /// The options to serve with.
    #[must_use]
    pub fn new(clock: Clock, zone: Zone) -> Self {
        Self {
            clock,
            zone,
            set_size: 256,
            call_deadline: Duration::from_secs(10),
            poll: Duration::from_millis(200),
            first_backoff: Duration::from_millis(50),
            longest_backoff: Duration::from_secs(60),
            longest_pause: Duration::from_secs(5),
            stuck_after: 20,
            lease: Duration::from_secs(10),
        }
    }
}
