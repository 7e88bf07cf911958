//! What types alone do not say. Everything that is wrong is named at once, before a port is bound.

use o2c_rpc::remote::Address;

use super::{BusKind, ClockMode, Config, MigrateWhen};
use crate::{definitions, identity};

impl Config {
    /// What is wrong whatever the process runs.
    pub fn check(&self) -> anyhow::Result<()> {
        let mut wrong = Vec::new();
        self.check_server(&mut wrong);
        self.check_auth(&mut wrong);
        self.check_tls(&mut wrong);
        self.check_gateway(&mut wrong);
        self.check_store(&mut wrong);
        self.check_names(&mut wrong);
        if self.clock.mode == ClockMode::Simulated && !self.server.listen.ip().is_loopback() {
            wrong.push("clock.mode: a clock that callers can move has its place on loopback only".to_owned());
        }
        self.check_telemetry(&mut wrong);
        self.check_webhooks(&mut wrong);
        if self.bus.kind == BusKind::Nats && self.bus.nats_urls.is_empty() {
            wrong.push("bus.nats_urls: bus.kind = nats needs at least one server".to_owned());
        }
        if self.bus.nats_credentials_file.is_some() && self.bus.nats_token_file.is_some() {
            wrong.push("bus.nats_token_file: credentials or a token, not both".to_owned());
        }
        in_range(&mut wrong, "bus.partitions", u64::from(self.bus.partitions), 1, 256);
        in_range(&mut wrong, "bus.groups", u64::from(self.bus.groups), 1, u64::from(self.bus.partitions));
        in_range(&mut wrong, "bus.replicas", self.bus.replicas as u64, 1, 5);
        in_range(&mut wrong, "sets.items", self.sets.items as u64, 1, 1_000);
        for found in [self.zone().err(), self.clock().err()].into_iter().flatten() {
            wrong.push(format!("{found:#}"));
        }
        told(wrong)
    }

    /// What is wrong for a process that runs these services.
    pub fn check_for(&self, services: &[&str]) -> anyhow::Result<()> {
        let mut wrong = Vec::new();
        let elsewhere: Vec<&str> =
            definitions::ALL.iter().map(|known| known.name).filter(|name| !services.contains(name)).collect();
        for name in &elsewhere {
            if self.addresses.get(*name).is_none_or(Vec::is_empty) {
                wrong.push(format!("addresses.{name}: this process does not run {name} and has to know where it is"));
            }
        }
        if !elsewhere.is_empty() {
            let run: Vec<_> = definitions::ALL.iter().filter(|known| services.contains(&known.name)).collect();
            self.check_keys(&identity::role(&run), &mut wrong);
        }
        if services.is_empty() || elsewhere.is_empty() {
            self.check_webhooks_of_edge(services.is_empty(), &mut wrong);
        }
        if !elsewhere.is_empty() && !services.is_empty() && self.bus.kind == BusKind::Local {
            wrong.push("bus.kind: facts of and for other processes need nats".to_owned());
        }
        told(wrong)
    }

    fn check_server(&self, wrong: &mut Vec<String>) {
        let server = &self.server;
        in_range(wrong, "server.concurrency", server.concurrency as u64, 1, 65_536);
        in_range(wrong, "server.queue", server.queue as u64, 1, 1_048_576);
        in_range(wrong, "server.message_bytes", server.message_bytes as u64, 1_024, 4 * 1024 * 1024);
        in_range(wrong, "server.max_deadline_seconds", server.max_deadline_seconds, 1, 3_600);
        in_range(wrong, "server.drain_seconds", server.drain_seconds, 0, 600);
        let longest = server.max_deadline_seconds;
        in_range(wrong, "server.default_deadline_seconds", server.default_deadline_seconds, 1, longest);
    }

    fn check_gateway(&self, wrong: &mut Vec<String>) {
        let gateway = &self.gateway;
        in_range(wrong, "gateway.body_bytes", gateway.body_bytes as u64, 1_024, 64 * 1024 * 1024);
        in_range(wrong, "gateway.answer_bytes", gateway.answer_bytes as u64, 1_024, 256 * 1024 * 1024);
        in_range(wrong, "gateway.concurrency", gateway.concurrency as u64, 1, 65_536);
        in_range(wrong, "gateway.quota_per_second", u64::from(gateway.quota_per_second), 0, 1_000_000);
        in_range(wrong, "gateway.quota_burst", u64::from(gateway.quota_burst), 1, 1_000_000);
        let unauthenticated = u64::from(gateway.unauthenticated_per_second);
        in_range(wrong, "gateway.unauthenticated_per_second", unauthenticated, 0, 1_000_000);
        let burst = u64::from(gateway.unauthenticated_burst);
        in_range(wrong, "gateway.unauthenticated_burst", burst, 1, 1_000_000);
        in_range(wrong, "gateway.trusted_proxies", gateway.trusted_proxies as u64, 0, 8);
        in_range(wrong, "gateway.large_bodies", gateway.large_bodies as u64, 1, 1_024);
    }

    fn check_store(&self, wrong: &mut Vec<String>) {
        let store = &self.store;
        in_range(wrong, "store.pool", u64::from(store.pool), 2, 1_000);
        in_range(wrong, "store.statement_timeout_seconds", store.statement_timeout_seconds, 1, 3_600);
        if store.is_postgres() {
            return;
        }
        let postgres_only = [
            ("postgres_password_file", !store.postgres_password_file.is_empty()),
            ("migration_url", !store.migration_url.is_empty()),
            ("migration_password_file", !store.migration_password_file.is_empty()),
            ("running_role", !store.running_role.is_empty()),
            ("pgbouncer", store.pgbouncer),
            ("migrate", store.migrate == MigrateWhen::ByCommand),
        ];
        for (key, set) in postgres_only {
            if set {
                wrong.push(format!("store.{key}: means nothing without store.postgres_url"));
            }
        }
    }

    fn check_names(&self, wrong: &mut Vec<String>) {
        let known = |name: &str| definitions::ALL.iter().any(|definition| definition.name == name);
        for name in self.services.keys().filter(|name| !known(name)) {
            wrong.push(format!("services.{name}: names no service"));
        }
        for (name, addresses) in &self.addresses {
            if !known(name) {
                wrong.push(format!("addresses.{name}: names no service"));
            }
            for error in addresses.iter().filter_map(|text| text.parse::<Address>().err()) {
                wrong.push(format!("addresses.{name}: {error}"));
            }
        }
    }
}

pub(super) fn in_range(wrong: &mut Vec<String>, key: &str, value: u64, least: u64, most: u64) {
    if !(least..=most).contains(&value) {
        wrong.push(format!("{key}: is {least} to {most}, not {value}"));
    }
}

fn told(wrong: Vec<String>) -> anyhow::Result<()> {
    anyhow::ensure!(wrong.is_empty(), "the configuration is not valid: {}", wrong.join("; "));
    Ok(())
}

#[cfg(test)]
mod tests;
