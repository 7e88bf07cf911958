//! The services that other processes run.

use std::sync::Arc;

use anyhow::Context;
use o2c_messaging::HeadSource;
use o2c_rpc::{Contract, Transport, client, client::ClientConfig, remote::Address};
use o2c_runtime::{Switchboard, remote::RemoteHeads};

use crate::{
    config::Config,
    definitions::{self, Definition},
    identity::Identity,
};

/// The ways to the services that have an address and do not run here.
#[derive(Clone, Default)]
pub(crate) struct Elsewhere {
    services: Vec<(&'static Definition, Transport)>,
}

impl Elsewhere {
    /// Puts each on the switchboard.
    pub(crate) fn connect(
        config: &Config,
        here: &[&Definition],
        board: &Switchboard,
        contract: &Arc<Contract>,
        identity: &Identity,
    ) -> anyhow::Result<Self> {
        let mut services = Vec::new();
        for definition in &definitions::ALL {
            let Some(addresses) = config.addresses.get(definition.name) else { continue };
            if here.iter().any(|known| known.name == definition.name) || addresses.is_empty() {
                continue;
            }
            let addresses: Result<Vec<Address>, _> = addresses.iter().map(|text| text.parse()).collect();
            let addresses = addresses.with_context(|| format!("addresses.{}", definition.name))?;
            let way = Transport::remote_over(addresses, identity.tls(definition.name));
            board.connect(definition.grpc_service, way.clone());
            let way = identity.sign(way);
            services.push((definition, client::client(way, &ClientConfig::default(), Arc::clone(contract))));
        }
        Ok(Self { services })
    }

    /// Where consumers here look for what the bus may have lost.
    pub(crate) fn heads(&self) -> Vec<Arc<dyn HeadSource>> {
        let heads = |(definition, transport): &(&'static Definition, Transport)| -> Arc<dyn HeadSource> {
            Arc::new(RemoteHeads::new(definition.name, transport.clone()))
        };
        self.services.iter().map(heads).collect()
    }

    /// As a front sees them: each through the client stack.
    pub(crate) fn peers(&self) -> &[(&'static Definition, Transport)] {
        &self.services
    }
}
