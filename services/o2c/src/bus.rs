//! The bus that the configuration names.

use anyhow::Context;
use o2c_messaging::{Bus, Credentials, JetStreamOptions, Servers};

use crate::{
    config::{BusKind, BusSection, Config},
    data_dir,
    databases::Databases,
};

/// Connects it. A broker that is not there is waited for in the background.
pub async fn connect(config: &Config, databases: &Databases) -> anyhow::Result<Bus> {
    match config.bus.kind {
        BusKind::Local => Ok(within(databases)),
        BusKind::Nats => Bus::jetstream(options(&config.bus)?).await.context("bus"),
    }
}

/// The bus of a process that runs all services; beside files it notes what was delivered last.
#[must_use]
pub fn within(databases: &Databases) -> Bus {
    match databases {
        Databases::Directory(path) => Bus::local_noting(&data_dir::notes(path)),
        Databases::Postgres(_) => Bus::local(),
    }
}

fn options(bus: &BusSection) -> anyhow::Result<JetStreamOptions> {
    let credentials = match (&bus.nats_credentials_file, &bus.nats_token_file) {
        (Some(file), _) => Credentials::Creds { creds_file: file.clone() },
        (None, Some(file)) => Credentials::Token { token_file: file.clone() },
        (None, None) => Credentials::None,
    };
    Ok(JetStreamOptions {
        credentials,
        tls_roots: bus.nats_ca_file.clone(),
        tls_required: bus.nats_ca_file.is_some(),
        partitions: bus.partitions,
        groups: bus.groups,
        replicas: bus.replicas,
        max_bytes: i64::try_from(bus.stream_bytes).unwrap_or(i64::MAX),
        ..JetStreamOptions::new(Servers::parse(&bus.nats_urls.join(",")).context("bus.nats_urls")?)
    })
}
