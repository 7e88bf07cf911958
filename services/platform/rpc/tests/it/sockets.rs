//! Over a real connection everything is as it is without one.

use std::{net::SocketAddr, time::Duration};

use futures::future::pending;
use o2c_proto::runtime::v1::Backlog;
use o2c_rpc::{
    Transport,
    client::{ClientConfig, client},
    server::ServerConfig,
    status::reason_of,
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Code,
    transport::{Channel, Endpoint, Server},
};

use super::subject::{ask, ask_with, contract, server};

async fn serve(transport: Transport) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(
        Server::builder().add_routes(transport.into_routes()).serve_with_incoming(TcpListenerStream::new(listener)),
    );
    address
}

fn connect(address: SocketAddr) -> Channel {
    Endpoint::from_shared(format!("http://{address}")).unwrap().connect_lazy()
}

#[tokio::test]
async fn a_call_crosses_the_wire_with_its_caller() {
    let transport = server(&ServerConfig::default(), |call| async move {
        assert_eq!(call.tenant().as_str(), "acme");
        Ok(Backlog { settled: true, ..Backlog::default() })
    });
    let remote = client(Transport::channel(connect(serve(transport).await)), &ClientConfig::default(), contract());
    let answer = ask_with(&remote, |request| {
        request.metadata_mut().insert("o2c-tenant", "acme".parse().unwrap());
    });
    assert!(answer.await.unwrap().into_inner().settled);
}

#[tokio::test]
async fn the_deadline_is_exceeded_not_cancelled() {
    let address = serve(server(&ServerConfig::default(), |_| pending())).await;
    let channel = Transport::channel(connect(address));
    let stacked = client(channel, &ClientConfig::default(), contract());
    for round in 0..10 {
        let status = ask_with(&stacked, |request| request.set_timeout(Duration::from_millis(40))).await.unwrap_err();
        assert_eq!(status.code(), Code::DeadlineExceeded, "round {round}: {status:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let config = ClientConfig { first_backoff: Duration::from_millis(1), ..ClientConfig::default() };
    let status = ask(&client(Transport::channel(connect(free)), &config, contract())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(reason_of(&status).as_deref(), Some("UNREACHABLE"));
}
