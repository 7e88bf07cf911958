//! What every session or transaction is told: its schema, how long it may take, and how to plan.
//!
//! A connection of our own is told once, when it is made. Behind a pooling proxy the next transaction runs in another
//! session, and a startup packet with options is refused: there the settings travel with `BEGIN`, in one message.

use std::sync::Arc;
use std::time::Duration;

use o2c_kernel::TenantId;

use super::Access;
use crate::migrate::{EVERY_TENANT, TENANT};
use crate::options::PostgresOptions;

/// A transaction that writes goes by keys, whatever the statistics say. Of a table that has just been filled they say
/// that it is empty, and what reads it once instead of a few hundred rows by their key is slower by a factor of ten.
const BY_KEY: [&str; 3] = ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"];

pub(crate) struct Settings {
    schema: String,
    patience: Duration,
    write: Arc<str>,
    read: Arc<str>,
}

impl Settings {
    pub(super) fn new(schema: &str, options: &PostgresOptions) -> Self {
        let local: String = if options.pooling_proxy {
            let set = |(name, value): &(&str, String)| format!("; SET LOCAL {name} = {value}");
            let every_tenant = (TENANT, format!("'{EVERY_TENANT}'"));
            of(schema, options).iter().chain([&every_tenant]).map(set).collect()
        } else {
            String::new()
        };
        let by_key: String = BY_KEY.iter().map(|path| format!("; SET LOCAL {path} = off")).collect();
        Self {
            schema: schema.to_owned(),
            patience: options.migration_patience,
            write: Arc::from(format!("BEGIN{local}{by_key}")),
            read: Arc::from(format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY{local}")),
        }
    }

    /// The schema.
    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// How long a migration waits.
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// The message that begins a transaction, about one tenant's rows or all.
    pub(super) fn begin(&self, access: Access, tenant: Option<&TenantId>) -> Arc<str> {
        let begin = match access {
            Access::Write => &self.write,
            Access::Read => &self.read,
        };
        match tenant {
            None => begin.clone(),
            // a tenant's name has no character that would have to be quoted
            Some(tenant) => Arc::from(format!("{begin}; SET LOCAL {TENANT} = '{tenant}'")),
        }
    }
}

/// What a session of our own is told when it is made.
pub(super) fn of_session(schema: &str, options: &PostgresOptions) -> impl Iterator<Item = (&'static str, String)> {
    of(schema, options).into_iter().chain([(TENANT, EVERY_TENANT.to_owned())])
}

/// Names and values, as both `SET` and a startup packet take them.
fn of(schema: &str, options: &PostgresOptions) -> [(&'static str, String); 5] {
    let milliseconds = |duration: Duration| duration.as_millis().to_string();
    [
        ("search_path", quoted(schema)),
        ("statement_timeout", milliseconds(options.statement_timeout)),
        ("lock_timeout", milliseconds(options.lock_timeout)),
        ("idle_in_transaction_session_timeout", milliseconds(options.idle_in_transaction_timeout)),
        // statements are short and run often: compiling one takes longer than running it
        ("jit", "off".to_owned()),
    ]
}

/// A name as SQL has it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direct_session_is_told_once_and_a_shared_one_with_every_transaction() {
        let direct = Settings::new("orders", &PostgresOptions::default());
        assert_eq!(&*direct.begin(Access::Read, None), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        let tenant = TenantId::parse("acme-2").unwrap();
        assert_eq!(
            &*direct.begin(Access::Read, Some(&tenant)),
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL o2c.tenant = 'acme-2'"
        );
        let by_key = "BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; \
                      SET LOCAL enable_mergejoin = off";
        assert_eq!(&*direct.begin(Access::Write, None), by_key);
        let options = PostgresOptions { pooling_proxy: true, ..PostgresOptions::default() };
        let shared = Settings::new("odd\" name", &options);
        assert_eq!(
            &*shared.begin(Access::Read, None),
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = \"odd\"\" name\"; \
             SET LOCAL statement_timeout = 30000; SET LOCAL lock_timeout = 10000; \
             SET LOCAL idle_in_transaction_session_timeout = 60000; SET LOCAL jit = off; SET LOCAL o2c.tenant = '*'"
        );
    }
}
