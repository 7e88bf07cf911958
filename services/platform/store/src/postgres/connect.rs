//! The pool, and what its connections are made with.

use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::{self, ConnectOptions, Connection};

use super::login::Login;
use super::settings::{self, Settings};
use super::{Distrust, Postgres};
use crate::connect::connecting;
use crate::error::StoreError;
use crate::options::PostgresOptions;

/// A connection that was idle for longer is asked whether it still is one. A ping before each use would cost a round
/// trip per transaction.
const ASKED_AFTER: Duration = Duration::from_secs(30);

impl Postgres {
    pub(crate) async fn connect(
        url: &str,
        schema: &str,
        service: &'static str,
        options: PostgresOptions,
    ) -> Result<Self, StoreError> {
        let prepares = !options.pooling_proxy && options.statement_cache_capacity > 0;
        let connect = connect_options(url, schema, service, &options).map_err(connecting)?;
        let settings = Settings::new(schema, &options);
        let distrust = Distrust::default();
        let pool = pool_options(&options, distrust.clone());
        let (login, connect) = Login::read(options.password_file, connect).await.map_err(connecting)?;
        let pool = pool.connect_with(connect).await.map_err(connecting)?;
        Ok(Self { pool, login, settings, distrust, prepares })
    }
}

fn connect_options(
    url: &str,
    schema: &str,
    service: &'static str,
    options: &PostgresOptions,
) -> Result<PgConnectOptions, sqlx::Error> {
    let connect: PgConnectOptions = url.parse()?;
    let connect = connect.application_name(service).disable_statement_logging();
    Ok(if options.pooling_proxy {
        // a proxy refuses parameters of the startup packet that it cannot keep apart per client
        connect.extra_float_digits(None).statement_cache_capacity(0)
    } else {
        connect
            .statement_cache_capacity(options.statement_cache_capacity)
            .options(settings::of_session(schema, options))
    })
}

fn pool_options(options: &PostgresOptions, distrust: Distrust) -> PgPoolOptions {
    let most = options.pool.max(1);
    PgPoolOptions::new()
        .max_connections(most)
        .min_connections(options.pool_at_least.min(most))
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(move |connection, idle| {
            let distrusted = distrust.covers(idle.age);
            Box::pin(async move {
                if !distrusted && idle.idle_for > ASKED_AFTER {
                    connection.ping().await?;
                }
                Ok(!distrusted)
            })
        })
}
