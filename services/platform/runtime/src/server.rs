//! Services on a socket, with health and reflection.

use std::net::SocketAddr;

use o2c_rpc::Transport;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::socket::{self, Secured};

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("{address} cannot be listened on")]
    Bind { address: SocketAddr, source: std::io::Error },
    #[error("reflection cannot be built")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// Where to listen, and what to show there.
#[derive(Clone, Debug)]
pub struct Socket {
    pub address: SocketAddr,
    /// None: in the clear.
    pub secured: Option<Secured>,
}

impl From<SocketAddr> for Socket {
    fn from(address: SocketAddr) -> Self {
        Self { address, secured: None }
    }
}

/// A socket that is being served.
#[derive(Debug)]
pub struct Listening {
    /// With the port that was given, if 0 was asked for.
    pub address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Listening {
    /// Takes no new calls, and ends the ones under way.
    pub async fn shutdown(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the server did not end by itself");
        }
    }
}

/// Binds, then serves what the transport leads to, over HTTP/2 and HTTP/1.1 as the caller likes: what is not health or
/// reflection is the transport's, whatever it is. The names are those that health reports on.
pub async fn serve(
    transport: Transport,
    grpc_services: &[&str],
    descriptors: &'static [u8],
    socket: impl Into<Socket>,
) -> Result<Listening, ServeError> {
    let (health, health_server) = tonic_health::server::health_reporter();
    for name in grpc_services {
        health.set_service_status(*name, tonic_health::ServingStatus::Serving).await;
    }
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(descriptors)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    // grpcurl up to 1.8 asks v1alpha only.
    let routes = transport
        .into_routes()
        .add_service(health_server)
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?);

    let Socket { address, secured } = socket.into();
    let bind = |source| ServeError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let stop = CancellationToken::new();
    let names: Vec<String> = grpc_services.iter().map(|name| (*name).to_owned()).collect();
    let ending = stop.clone();
    let closing = CancellationToken::new();
    let served = socket::serve(listener, routes, secured, closing.clone());
    let task = tokio::spawn(async move {
        let told = async {
            ending.cancelled().await;
            // Load balancers look away first; what is under way is drained.
            for name in names {
                health.set_service_status(name, tonic_health::ServingStatus::NotServing).await;
            }
            closing.cancel();
        };
        tokio::join!(told, served);
    });
    Ok(Listening { address, stop, task })
}
