//! Where the databases of a process are, and how they are opened.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use o2c_store::{PostgresOptions, SqliteOptions, Store, StoreError};

use crate::{
    config::{Config, StoreSection},
    data_dir::{self, DataDir},
};

/// Where the databases of a process are.
#[derive(Clone, Debug)]
pub enum Databases {
    /// A file per service in a directory.
    Directory(PathBuf),
    /// A schema per service.
    Postgres(PostgresPlace),
}

/// Where a service finds its schema; `{service}` in a text stands for its name.
#[derive(Clone)]
pub struct PostgresPlace {
    pub url: String,
    /// Empty: the url says all.
    pub password_file: String,
    /// Before the name of the schema, which is the service's.
    pub prefix: String,
    pub options: PostgresOptions,
}

impl PostgresPlace {
    /// A database in which every service has a schema.
    #[must_use]
    pub fn new(url: &str, prefix: &str) -> Self {
        Self {
            url: url.to_owned(),
            password_file: String::new(),
            prefix: prefix.to_owned(),
            options: PostgresOptions::default(),
        }
    }

    async fn open(&self, service: &'static str) -> Result<Store, StoreError> {
        let url = StoreSection::of_service(&self.url, service);
        let password_file = StoreSection::file(&self.password_file, service);
        let options = PostgresOptions { password_file, ..self.options.clone() };
        Store::postgres(&url, &format!("{}{service}", self.prefix), service, options).await
    }
}

/// Without the url, which may hold a password.
impl std::fmt::Debug for PostgresPlace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PostgresPlace").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Databases {
    /// What the configuration names for the role that runs; the directory otherwise.
    #[must_use]
    pub fn of(config: &Config, data_dir: &Path) -> Self {
        let store = &config.store;
        Self::at(config, data_dir, &store.postgres_url, &store.postgres_password_file)
    }

    /// The same for the role that owns the tables.
    #[must_use]
    pub fn for_migration(config: &Config, data_dir: &Path) -> Self {
        let store = &config.store;
        match store.migration_url.as_str() {
            "" => Self::of(config, data_dir),
            url => Self::at(config, data_dir, url, &store.migration_password_file),
        }
    }

    fn at(config: &Config, data_dir: &Path, url: &str, password_file: &str) -> Self {
        if !config.store.is_postgres() {
            return Self::Directory(data_dir.to_owned());
        }
        let options = PostgresOptions {
            pool: config.store.pool,
            statement_timeout: Duration::from_secs(config.store.statement_timeout_seconds),
            pooling_proxy: config.store.pgbouncer,
            ..PostgresOptions::default()
        };
        Self::Postgres(PostgresPlace {
            url: url.to_owned(),
            password_file: password_file.to_owned(),
            prefix: String::new(),
            options,
        })
    }

    /// Holds what only one process may write to: files have one owner, a server keeps its sessions apart itself.
    pub fn own(&self) -> anyhow::Result<Option<DataDir>> {
        match self {
            Self::Directory(path) => DataDir::own(path).map(Some),
            Self::Postgres(_) => Ok(None),
        }
    }

    /// Opens the database of a service for writing.
    pub async fn open(&self, service: &'static str, options: SqliteOptions) -> anyhow::Result<Store> {
        let store = match self {
            Self::Directory(path) => Store::sqlite(&data_dir::database(path, service), service, options).await,
            Self::Postgres(place) => place.open(service).await,
        };
        store.with_context(|| format!("the database of {service} cannot be opened"))
    }

    /// Opens it for reading only, beside whoever writes.
    pub async fn open_read_only(&self, service: &'static str) -> anyhow::Result<Store> {
        let store = match self {
            Self::Directory(path) => Store::sqlite_read_only(&data_dir::database(path, service)).await,
            Self::Postgres(place) => place.open(service).await,
        };
        store.with_context(|| format!("the database of {service} cannot be opened"))
    }
}
