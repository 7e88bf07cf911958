//! The connection: made in the background, and made again for as long as somebody holds the bus.

use std::{path::Path, time::Duration};

use async_nats::{Client, ConnectOptions, Event};
use tokio::sync::watch;

use super::{
    error::JetStreamError,
    options::{Credentials, JetStreamOptions},
};

/// The longest wait before the next attempt.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Silence after which the broker is asked whether it is there: a machine that vanished closes no connection.
const PING: Duration = Duration::from_secs(10);

/// Commands that may wait for the connection. Beyond that, who publishes waits, and gives up in time.
const COMMANDS: usize = 1024;

/// Connects, and counts in `connections` how often that came about: after each, what the broker had may be gone.
pub(super) async fn connect(
    options: &JetStreamOptions,
    connections: watch::Sender<u64>,
) -> Result<Client, JetStreamError> {
    let connecting = authenticated(&options.credentials)
        .await?
        .name("o2c")
        .retry_on_initial_connect()
        .max_reconnects(None)
        .reconnect_delay_callback(delay)
        .connection_timeout(options.connect_timeout)
        .request_timeout(Some(options.answer_timeout))
        .ping_interval(PING)
        .client_capacity(COMMANDS)
        .require_tls(options.tls_required)
        .event_callback(move |event| {
            match event {
                Event::Connected => {
                    tracing::info!("the broker is connected");
                    connections.send_modify(|count| *count += 1);
                }
                event => tracing::warn!(%event, "the broker's connection"),
            }
            std::future::ready(())
        });
    let connecting = match &options.tls_roots {
        Some(path) => {
            // read here, so that a wrong path is told at the start and not in the log of a retry
            read(path).await?;
            connecting.add_root_certificates(path.clone())
        }
        None => connecting,
    };
    connecting.connect(options.servers.0.clone()).await.map_err(JetStreamError::refused("a connection"))
}

async fn authenticated(credentials: &Credentials) -> Result<ConnectOptions, JetStreamError> {
    Ok(match credentials {
        Credentials::None => ConnectOptions::new(),
        Credentials::Password { user, password_file } => {
            ConnectOptions::with_user_and_password(user.clone(), read(password_file).await?)
        }
        Credentials::Token { token_file } => ConnectOptions::with_token(read(token_file).await?),
        Credentials::Nkey { seed_file } => ConnectOptions::with_nkey(read(seed_file).await?),
        Credentials::Creds { creds_file } => ConnectOptions::with_credentials(&read(creds_file).await?)
            .map_err(|source| JetStreamError::File { path: creds_file.clone(), source })?,
    })
}

async fn read(path: &Path) -> Result<String, JetStreamError> {
    let text = tokio::fs::read_to_string(path).await;
    let text = text.map_err(|source| JetStreamError::File { path: path.to_owned(), source })?;
    Ok(text.trim().to_owned())
}

fn delay(attempts: usize) -> Duration {
    let doublings = u32::try_from(attempts.min(8)).unwrap_or_default();
    Duration::from_millis(25).saturating_mul(1 << doublings).min(LONGEST_PAUSE)
}
