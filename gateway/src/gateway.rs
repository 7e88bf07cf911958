//! The gateway, as a server sees it.

use std::{convert::Infallible, sync::Arc};

use o2c_rpc::Transport;
use tokio::sync::Semaphore;
use tonic_web::{GrpcWebLayer, GrpcWebService};
use tower::Layer;

use crate::{
    admission::Admission,
    documents::Documents,
    options::GatewayOptions,
    routes::{GatewayError, Routes},
};

/// Answers HTTP/JSON, gRPC-Web and gRPC, each in its kind. Clones share everything.
#[derive(Clone, Debug)]
pub struct Gateway(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) routes: Routes,
    /// The way of transcoded calls: the gateway is their client, so it is the one that repeats them.
    pub(crate) calls: Transport,
    /// The way of gRPC, whose clients see to repetition themselves.
    pub(crate) grpc: Transport,
    pub(crate) grpc_web: GrpcWebService<Transport>,
    pub(crate) admission: Admission,
    pub(crate) documents: Documents,
    pub(crate) places: Arc<Semaphore>,
    pub(crate) large_bodies: Semaphore,
    pub(crate) options: GatewayOptions,
}

impl Gateway {
    /// Reads the mappings of the contract. `calls` leads to the services through the client stack, `grpc` without it,
    /// both for those whom `admission` lets pass.
    /// Fails on a mapping that could not work.
    pub fn new(
        descriptors: &[u8],
        calls: Transport,
        grpc: Transport,
        options: GatewayOptions,
        admission: Admission,
    ) -> Result<Self, GatewayError> {
        let grpc = admission.over(grpc);
        let routes = Routes::load(descriptors)?;
        let documents = Documents::of(&routes);
        Ok(Self(Arc::new(Inner {
            routes,
            calls,
            grpc_web: GrpcWebLayer::new().layer(grpc.clone()),
            grpc,
            admission,
            documents,
            places: Arc::new(Semaphore::new(options.concurrency)),
            large_bodies: Semaphore::new(options.large_bodies),
            options,
        })))
    }

    /// What a socket is served with, in place of the services alone.
    #[must_use]
    pub fn transport(&self) -> Transport {
        let gateway = self.clone();
        Transport::local(tower::service_fn(move |request| {
            let gateway = gateway.clone();
            async move { Ok::<_, Infallible>(gateway.0.answer(request).await) }
        }))
    }
}
