//! The bus that the configuration names.

use o2c_messaging::Bus;

use crate::config::{BusKind, Config};

/// Connects it.
pub async fn connect(config: &Config) -> anyhow::Result<Bus> {
    match config.bus.kind {
        BusKind::Local => Ok(Bus::local()),
        BusKind::Nats => anyhow::bail!("bus.kind = nats: not yet"),
    }
}
