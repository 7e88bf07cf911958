//! The state that use cases work with.

use std::sync::Arc;

use o2c_identity::Roles;
use o2c_kernel::{Clock, SetLimits, Zone};
use o2c_proto::gateway::v1::api_keys_service_server::{ApiKeysServiceServer, SERVICE_NAME};
use o2c_rpc::Host;
use o2c_store::Store;
use tonic::service::RoutesBuilder;

use crate::{api::Api, app::Creating, domain::DOMAIN};

/// Keys and who makes them.
#[derive(Clone)]
pub struct ApiKeys {
    pub(crate) store: Store,
    pub(crate) roles: Arc<Roles>,
    clock: Clock,
    zone: Zone,
    limits: SetLimits,
}

impl ApiKeys {
    /// What it serves.
    pub const SERVICE: &'static str = SERVICE_NAME;

    /// Before the id, the name under which a key acts.
    pub const PRINCIPAL: &'static str = "key:";

    /// Over a store that has been migrated.
    #[must_use]
    pub fn new(store: Store, roles: Arc<Roles>, clock: Clock, zone: Zone, limits: SetLimits) -> Self {
        Self { store, roles, clock, zone, limits }
    }

    pub fn mount(&self, routes: &mut RoutesBuilder) {
        routes.add_service(ApiKeysServiceServer::new(Api(self.clone())));
    }
}

impl std::fmt::Debug for ApiKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ApiKeys")
    }
}

impl Host for ApiKeys {
    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn zone(&self) -> &Zone {
        &self.zone
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn limits(&self) -> SetLimits {
        self.limits
    }
}

impl Host for Creating {
    fn clock(&self) -> &Clock {
        self.keys.clock()
    }

    fn zone(&self) -> &Zone {
        self.keys.zone()
    }

    fn domain(&self) -> &'static str {
        DOMAIN
    }

    fn limits(&self) -> SetLimits {
        self.keys.limits()
    }
}
