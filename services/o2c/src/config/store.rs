//! Where the databases are.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MigrateWhen {
    /// Before a process serves. For embedded databases, and where one role does everything.
    AtStart,
    /// By `o2c migrate` alone; a process that finds migrations missing does not start.
    ByCommand,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSection {
    /// Empty: SQLite files in the data directory. Otherwise PostgreSQL, a schema per service; `{service}` stands for the
    /// service's name, so that each has a database and a role of its own.
    pub postgres_url: String,
    /// A file that holds the password, so that no url has to; `{service}` as above.
    pub postgres_password_file: String,
    /// For `o2c migrate`: the role that owns the tables. Empty: the one that runs.
    pub migration_url: String,
    pub migration_password_file: String,
    /// The role that runs, as `o2c migrate` grants it what it needs; `{service}` as above. Empty: nothing is granted.
    pub running_role: String,
    pub migrate: MigrateWhen,
    /// Connections of a service, readers and writers together.
    pub pool: u32,
    pub statement_timeout_seconds: u64,
    /// Behind PgBouncer in transaction mode: nothing is kept in a session.
    pub pgbouncer: bool,
}

impl Default for StoreSection {
    fn default() -> Self {
        Self {
            postgres_url: String::new(),
            postgres_password_file: String::new(),
            migration_url: String::new(),
            migration_password_file: String::new(),
            running_role: String::new(),
            migrate: MigrateWhen::AtStart,
            pool: 8,
            statement_timeout_seconds: 30,
            pgbouncer: false,
        }
    }
}

impl StoreSection {
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        !self.postgres_url.is_empty()
    }

    /// The section as it may be shown: a password in a url is left out.
    #[must_use]
    pub fn redacted(&self) -> Self {
        let mut shown = self.clone();
        for url in [&mut shown.postgres_url, &mut shown.migration_url] {
            *url = without_password(url);
        }
        shown
    }

    /// A text of this section, for one service.
    #[must_use]
    pub fn of_service(text: &str, service: &str) -> String {
        text.replace("{service}", service)
    }

    /// The file of a setting that may be empty.
    #[must_use]
    pub fn file(text: &str, service: &str) -> Option<PathBuf> {
        (!text.is_empty()).then(|| PathBuf::from(Self::of_service(text, service)))
    }
}

/// `postgres://role:secret@host/database` → `postgres://role:***@host/database`
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    match authority.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((role, _)) => format!("{scheme}://{role}:***@{host}{path}"),
            None => url.to_owned(),
        },
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_is_not_shown() {
        for (url, shown) in [
            ("postgres://o:s3cret@host:5432/db?sslmode=require", "postgres://o:***@host:5432/db?sslmode=require"),
            ("postgres://o:s3@cret@host/db", "postgres://o:***@host/db"),
            ("postgres://o@host/db", "postgres://o@host/db"),
            ("postgres://host/db?user=a:b@c", "postgres://host/db?user=a:b@c"),
            ("", ""),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
