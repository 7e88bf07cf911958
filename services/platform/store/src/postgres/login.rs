//! A password that lives in a file, where whoever rotates it puts the new one.
//!
//! The file is read at the start, and again when the server lets nobody in any more: the old password serves as long as
//! it is good, and no transaction pays for a file that seldom changes. Nothing here can be printed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPool};
use sea_orm::sqlx::{self, Error};

pub(super) struct Login {
    file: Option<PathBuf>,
    /// What was read last.
    password: Mutex<String>,
}

impl Login {
    /// The connection's options with the password of the file, if there is one.
    pub(super) async fn read(
        file: Option<PathBuf>,
        options: PgConnectOptions,
    ) -> Result<(Self, PgConnectOptions), Error> {
        let Some(path) = &file else {
            return Ok((Self { file, password: Mutex::default() }, options));
        };
        let password = read(path).await?;
        let options = options.password(&password);
        Ok((Self { file, password: Mutex::new(password) }, options))
    }

    /// Whether the file has another password since the last look; the pool's next connections use it.
    pub(super) async fn was_renewed(&self, error: &Error, pool: &PgPool) -> bool {
        // a server that is away or a pool that is exhausted refuses no password
        let (Some(path), false) = (&self.file, matches!(error, Error::PoolTimedOut | Error::PoolClosed)) else {
            return false;
        };
        let password = match read(path).await {
            Ok(password) => password,
            Err(error) => {
                tracing::warn!(%error, "the password cannot be read again");
                return false;
            }
        };
        let mut last = self.password.lock().unwrap_or_else(PoisonError::into_inner);
        // another caller may have set it in the meantime: then there is a new one for this caller, too
        if *last != password {
            pool.set_connect_options(PgConnectOptions::clone(&pool.connect_options()).password(&password));
            *last = password;
            tracing::info!("the database's password was renewed");
            return true;
        }
        matches!(error, sqlx::Error::Database(error) if error.code().is_some_and(|code| code.starts_with("28")))
    }
}

/// The password, without the end of its line.
async fn read(path: &Path) -> Result<String, Error> {
    let text = tokio::fs::read_to_string(path).await;
    let text = text.map_err(|error| Error::Configuration(format!("{}: {error}", path.display()).into()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
