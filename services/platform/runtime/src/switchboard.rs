//! Which way leads to which service. Services know each other's contract, not where the other runs.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use o2c_rpc::Transport;
use tonic::Status;
use tower::{Service, ServiceExt};

/// Finds the transport of a gRPC service by its name. Filled while the services are opened, since they need each
/// other's way before each of them is there.
#[derive(Clone, Default)]
pub struct Switchboard {
    ways: Arc<RwLock<HashMap<String, Transport>>>,
}

impl Switchboard {
    /// From now on calls of this service go this way.
    pub fn connect(&self, grpc_service: &str, way: Transport) {
        self.ways.write().unwrap_or_else(PoisonError::into_inner).insert(grpc_service.to_owned(), way);
    }

    /// The way that calls of this service go now.
    #[must_use]
    pub fn way_to(&self, grpc_service: &str) -> Option<Transport> {
        self.ways.read().unwrap_or_else(PoisonError::into_inner).get(grpc_service).cloned()
    }

    fn way(&self, path: &str) -> Option<Transport> {
        self.way_to(path.trim_start_matches('/').split('/').next().unwrap_or_default())
    }

    /// One transport for all services.
    #[must_use]
    pub fn transport(&self) -> Transport {
        let board = self.clone();
        Transport::local(tower::service_fn(move |request: http::Request<tonic::body::Body>| {
            let way = board.way(request.uri().path());
            async move {
                match way {
                    Some(mut way) => way.ready().await?.call(request).await,
                    None => Ok(Status::unimplemented("nothing is served under this path").into_http()),
                }
            }
        }))
    }
}

impl std::fmt::Debug for Switchboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ways = self.ways.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_set().entries(ways.keys()).finish()
    }
}
