//! The services of one process, running.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context;
use o2c_gateway::{Admission, Gateway, GatewayOptions};
use o2c_identity::Roles;
use o2c_kernel::{Clock, Zone};
use o2c_messaging::{Bus, RelayOptions};
use o2c_rpc::{
    Contract, Transport, client,
    client::ClientConfig,
    remote::{Address, Tls},
    server::ServerConfig,
};
use o2c_runtime::{Node, NodeOptions, Socket, Switchboard, remote};
use o2c_store::SqliteOptions;

use crate::{
    admission,
    assembly::Assembly,
    audit_trail,
    config::Config,
    data_dir::DataDir,
    databases::Databases,
    definitions::{self, Definition},
    identity::Identity,
    put_back,
};

/// What every process serves of its own.
pub(crate) const RUNTIME: &str = "o2c.runtime.v1.RuntimeService";

/// The running mesh of a process.
pub struct Mesh {
    pub node: Node,
    pub clock: Clock,
    pub zone: Zone,
    pub contract: Arc<Contract>,
    pub roles: Arc<Roles>,
    identity: Identity,
    /// None: this process is called by other services only.
    admission: Option<Admission>,
    board: Switchboard,
    _data_dir: Option<DataDir>,
}

/// How a client outside reaches a mesh: over the client stack, to whoever listens at the address.
pub fn reach(address: Address) -> anyhow::Result<Transport> {
    reach_over(address, None)
}

/// The same over TLS, where something is named for it.
pub fn reach_over(address: Address, tls: Option<Tls>) -> anyhow::Result<Transport> {
    let contract = Arc::new(Contract::load(o2c_proto::DESCRIPTORS)?);
    Ok(client::client(Transport::remote_over(vec![address], tls), &ClientConfig::default(), contract))
}

/// What a mesh is started with, beside its configuration.
#[derive(Clone)]
pub struct MeshOptions {
    pub clock: Clock,
    pub bus: Bus,
    pub sqlite: SqliteOptions,
}

impl Mesh {
    /// Opens and starts every service in this process. `data_dir` is held until the mesh is gone.
    pub async fn start(
        config: &Config,
        databases: &Databases,
        data_dir: Option<DataDir>,
        options: MeshOptions,
    ) -> anyhow::Result<Self> {
        let all: Vec<&Definition> = definitions::ALL.iter().collect();
        Self::of(config, databases, data_dir, options, &all).await
    }

    /// Opens and starts some services. With none it is a front: it leads to those that run elsewhere.
    pub async fn of(
        config: &Config,
        databases: &Databases,
        data_dir: Option<DataDir>,
        options: MeshOptions,
        run: &[&Definition],
    ) -> anyhow::Result<Self> {
        let Assembly { services, contract, roles, identity, board, elsewhere } =
            Assembly::open(config, databases, &options, run).await?;
        if data_dir.is_some() {
            for service in &services {
                o2c_messaging::free_leases(service.store()).await?;
            }
        }
        put_back::refuse_behind(&services, &options.bus).await?;
        let set_size = config.limits().items;
        let node_options = NodeOptions {
            clock: options.clock.clone(),
            zone: config.zone()?,
            server: ServerConfig { authentication: identity.authentication.clone(), ..config.server() },
            relay: RelayOptions { set_size, ..RelayOptions::default() },
            bus: options.bus,
            set_size,
            remote_heads: elsewhere.heads(),
            // a front without a database has nothing to attest to
            attestation: match services.is_empty() {
                true => None,
                false => audit_trail::attestation(config, databases, &identity)?,
            },
        };
        let edge = services.iter().find(|service| service.name() == definitions::GATEWAY);
        let edge = edge.map(|service| service.store().clone());
        let node = Node::start(services, &board, &contract, &node_options)?;
        if run.is_empty() {
            let simulated = options.clock.is_simulated();
            // What the gateway runs itself is one of those that it answers for.
            let own = board
                .way_to(RUNTIME)
                .filter(|_| edge.is_some())
                .map(|way| client::client(identity.sign(way), &ClientConfig::default(), Arc::clone(&contract)));
            let own = own.map(|way| (definitions::GATEWAY, way));
            let others = elsewhere.peers().iter().map(|(definition, way)| (definition.name, way.clone()));
            let peers: Vec<(&'static str, Transport)> = others.chain(own).collect();
            remote::front(&board, &peers, simulated, &node_options.server, &contract);
        }
        // The edge is where all services can be reached.
        let admission = match definitions::is_public(run) {
            true => {
                let refusals = node.refusals(definitions::GATEWAY);
                Some(admission::guard(config, edge, refusals, &contract, &roles).await?)
            }
            false => None,
        };
        Ok(Self {
            node,
            clock: options.clock,
            zone: config.zone()?,
            contract,
            roles,
            identity,
            admission,
            board,
            _data_dir: data_dir,
        })
    }

    /// What a server on a socket leads to.
    #[must_use]
    pub fn served(&self) -> Transport {
        self.board.transport()
    }

    /// The socket of this process.
    #[must_use]
    pub fn socket(&self, address: SocketAddr) -> Socket {
        Socket { address, secured: self.identity.secured(self.admission.is_some()) }
    }

    /// How a client in this process reaches the mesh: the same stacks as from outside.
    #[must_use]
    pub fn client(&self) -> Transport {
        client::client(self.identity.sign(self.board.transport()), &ClientConfig::default(), Arc::clone(&self.contract))
    }

    /// What a socket of the public edge leads to: HTTP/JSON and gRPC-Web beside gRPC.
    pub fn edge(&self, options: GatewayOptions) -> anyhow::Result<Transport> {
        let admission = self.admission.as_ref().context("a process of some services has no public edge")?;
        // What passes goes on signed: the services believe no metadata.
        let (calls, grpc) = (self.client(), self.identity.sign(self.board.transport()));
        let gateway = Gateway::new(o2c_proto::DESCRIPTORS, calls, grpc, options, admission.clone())?;
        Ok(gateway.transport())
    }

    /// Drains and closes everything.
    pub async fn shutdown(self) {
        self.node.shutdown().await;
    }
}
