//! Webhooks: the section is that of `o2c-webhooks`; here is what it means beside the others.

use anyhow::Context;
use o2c_kernel::KEPT_DAYS;
use o2c_webhooks::WebhooksConfig;

use super::{BusKind, Config, check::in_range};
use crate::databases::Databases;

/// Beside files of databases, where no other key is named.
const KEY_FILE: &str = "webhooks.key";

impl Config {
    /// What is wrong whatever the process runs.
    pub(super) fn check_webhooks(&self, wrong: &mut Vec<String>) {
        let webhooks = &self.webhooks;
        in_range(wrong, "webhooks.timeout_seconds", webhooks.timeout_seconds, 1, 60);
        in_range(wrong, "webhooks.concurrency", webhooks.concurrency as u64, 1, 1_024);
        let most = webhooks.concurrency as u64;
        in_range(wrong, "webhooks.endpoint_concurrency", webhooks.endpoint_concurrency as u64, 1, most);
        in_range(wrong, "webhooks.retention_days", webhooks.retention_days, 4, KEPT_DAYS);
        in_range(wrong, "webhooks.subscriptions_per_tenant", u64::from(webhooks.subscriptions_per_tenant), 1, 1_000);
        if webhooks.insecure_endpoints && !self.server.listen.ip().is_loopback() {
            wrong.push(format!(
                "webhooks.insecure_endpoints: lets callers make us look into this network: not on {}",
                self.server.listen
            ));
        }
    }

    /// What is wrong for a process at which callers from outside come in; `elsewhere`: to services of other processes.
    pub(super) fn check_webhooks_of_edge(&self, elsewhere: bool, wrong: &mut Vec<String>) {
        if !self.webhooks.enabled {
            return;
        }
        if self.store.is_postgres() && self.webhooks.key_files.is_empty() {
            wrong.push("webhooks.key_files: there are no files of databases beside which a key could be".to_owned());
        }
        if elsewhere && self.bus.kind == BusKind::Local {
            wrong.push("webhooks.enabled: what happens in other processes is heard over nats (bus.kind)".to_owned());
        }
    }

    /// The section, with the key beside the files of the databases where no other is named.
    pub(crate) fn webhooks_at(&self, databases: &Databases) -> anyhow::Result<WebhooksConfig> {
        let mut webhooks = self.webhooks.clone();
        if let (Databases::Directory(path), true) = (databases, webhooks.key_files.is_empty()) {
            let file = path.join(KEY_FILE);
            o2c_identity::make_secret(&file).context("webhooks.key_files")?;
            webhooks.key_files = vec![file];
        }
        Ok(webhooks)
    }
}
