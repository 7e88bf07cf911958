//! Settings of a relay.

use std::time::Duration;

use o2c_kernel::{SET_BYTES, SET_ITEMS};

use crate::haste::Haste;

/// Settings of a relay; the defaults are those of production.
#[derive(Debug, Clone)]
pub struct RelayOptions {
    /// Facts handed over at once. The result does not depend on it.
    pub set_size: usize,
    /// Payload bytes handed over at once; one larger fact goes alone.
    pub set_bytes: usize,
    /// How long the relay's right lasts after its process has died.
    pub lease: Duration,
    /// How often it looks by itself, should a wake-up be lost or another process have written.
    pub poll: Duration,
    /// Who waits for facts to be marked as published.
    pub haste: Haste,
}

impl Default for RelayOptions {
    fn default() -> RelayOptions {
        RelayOptions {
            set_size: SET_ITEMS,
            set_bytes: SET_BYTES,
            lease: Duration::from_secs(5),
            poll: Duration::from_millis(500),
            haste: Haste::default(),
        }
    }
}
