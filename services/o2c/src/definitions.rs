//! The services that this binary knows.

use o2c_audit::Audit;
use o2c_runtime::{Environment, Opened};
use o2c_store::{Migration, Store, TablePrivileges};

use crate::{config::Config, edge};

/// The role that runs no service and leads to all; also the name of its own database.
pub const GATEWAY: &str = "gateway";

/// What the binary needs of a service before it runs.
#[derive(Clone, Copy)]
pub struct Definition {
    pub name: &'static str,
    /// What it serves.
    pub grpc_service: &'static str,
    /// Whose facts it takes in.
    pub producers: &'static [&'static str],
    pub migrations: fn() -> Vec<Migration>,
    /// What the role that runs it may do with its tables.
    pub privileges: &'static [&'static [TablePrivileges]],
    pub open: fn(Environment) -> Opened,
    pub audit: fn(Store) -> Box<dyn Audit>,
}

macro_rules! definition {
    ($service:ident, $grpc_service:literal) => {
        Definition {
            name: $service::NAME,
            grpc_service: $grpc_service,
            producers: $service::PRODUCERS,
            migrations: $service::migrations,
            privileges: &[$service::PRIVILEGES],
            open: $service::open,
            audit: $service::audit,
        }
    };
}

/// What the gateway serves itself: who outside is told what happens, and with which keys machines call. Which of the two
/// it serves, [`edge_services`] tells.
pub const EDGE: Definition = Definition {
    name: GATEWAY,
    grpc_service: "o2c.gateway.v1.WebhooksService",
    producers: o2c_webhooks::PRODUCERS,
    migrations: || [o2c_api_keys::MIGRATIONS, o2c_webhooks::MIGRATIONS, o2c_api_keys::LATER_MIGRATIONS].concat(),
    privileges: &[o2c_api_keys::PRIVILEGES, o2c_webhooks::PRIVILEGES],
    open: edge::open,
    audit: o2c_webhooks::audit,
};

/// In the order of the process: from the order to the cash.
pub const ALL: [Definition; 8] = [
    definition!(o2c_orders, "o2c.orders.v1.OrdersService"),
    definition!(o2c_credit, "o2c.credit.v1.CreditService"),
    definition!(o2c_fulfillment, "o2c.fulfillment.v1.FulfillmentService"),
    definition!(o2c_billing, "o2c.billing.v1.BillingService"),
    definition!(o2c_receivables, "o2c.receivables.v1.ReceivablesService"),
    definition!(o2c_payments, "o2c.payments.v1.PaymentsService"),
    definition!(o2c_collections, "o2c.collections.v1.CollectionsService"),
    definition!(o2c_analytics, "o2c.analytics.v1.AnalyticsService"),
];

/// The platform's own tables and the service's, in the order in which they are applied.
#[must_use]
pub fn migrations(definition: &Definition) -> Vec<Migration> {
    let mut all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, o2c_saga::MIGRATIONS].concat();
    all.extend((definition.migrations)());
    all
}

/// Whether a process that runs these is where callers from outside come in: it runs everything, or leads to it.
#[must_use]
pub fn is_public(run: &[&Definition]) -> bool {
    run.is_empty() || run.len() == ALL.len()
}

/// The edge, where it serves anything itself.
#[must_use]
pub fn edge(config: &Config) -> Option<&'static Definition> {
    (!edge_services(config).is_empty()).then_some(&EDGE)
}

/// The edge, where it hears facts: of a database that has keys alone the laws across services say nothing.
#[must_use]
pub fn hearing_edge(config: &Config) -> Option<&'static Definition> {
    edge(config).filter(|_| config.webhooks.enabled)
}

/// What of it is served.
#[must_use]
pub fn edge_services(config: &Config) -> &'static [&'static str] {
    edge::serves(config.webhooks.enabled, config.auth.api_keys)
}

/// Those of these names, in the order of the process, the edge last.
pub fn named(names: &[String]) -> anyhow::Result<Vec<&'static Definition>> {
    let known = || ALL.iter().chain([&EDGE]);
    for name in names {
        anyhow::ensure!(known().any(|known| known.name == name), "there is no service `{name}`");
    }
    Ok(known().filter(|known| names.iter().any(|name| name == known.name)).collect())
}

/// What a service's running role may do, with the platform's own tables and with the service's: to be granted after
/// each migration.
#[must_use]
pub fn privileges(definition: &Definition) -> Vec<&'static [TablePrivileges]> {
    let platform: &[&'static [TablePrivileges]] =
        &[o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES];
    [platform, definition.privileges].concat()
}
