//! The services that this binary knows.

use o2c_audit::Audit;
use o2c_runtime::{Environment, Opened};
use o2c_store::{Migration, Store, TablePrivileges};

/// What the binary needs of a service before it runs.
#[derive(Clone, Copy)]
pub struct Definition {
    pub name: &'static str,
    /// Whose facts it takes in.
    pub producers: &'static [&'static str],
    pub migrations: fn() -> Vec<Migration>,
    /// What the role that runs it may do with its tables.
    pub privileges: &'static [TablePrivileges],
    pub open: fn(Environment) -> Opened,
    pub audit: fn(Store) -> Box<dyn Audit>,
}

macro_rules! definition {
    ($service:ident) => {
        Definition {
            name: $service::NAME,
            producers: $service::PRODUCERS,
            migrations: $service::migrations,
            privileges: $service::PRIVILEGES,
            open: $service::open,
            audit: $service::audit,
        }
    };
}

/// In the order of the process: from the order to the cash.
pub const ALL: [Definition; 8] = [
    definition!(o2c_orders),
    definition!(o2c_credit),
    definition!(o2c_fulfillment),
    definition!(o2c_billing),
    definition!(o2c_receivables),
    definition!(o2c_payments),
    definition!(o2c_collections),
    definition!(o2c_analytics),
];

/// The platform's own tables and the service's, in the order in which they are applied.
#[must_use]
pub fn migrations(definition: &Definition) -> Vec<Migration> {
    let mut all = [o2c_store::MIGRATIONS, o2c_messaging::MIGRATIONS, o2c_saga::MIGRATIONS].concat();
    all.extend((definition.migrations)());
    all
}

/// What a service's running role may do, with the platform's own tables and with the service's: to be granted after
/// each migration.
#[must_use]
pub fn privileges(definition: &Definition) -> [&'static [TablePrivileges]; 4] {
    [o2c_store::PRIVILEGES, o2c_messaging::PRIVILEGES, o2c_saga::PRIVILEGES, definition.privileges]
}
