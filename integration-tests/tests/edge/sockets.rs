//! What only a real connection shows.

use std::time::Duration;

use o2c_integration_tests::Mesh;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use super::client::{Client, serve};

async fn raw(client: &Client, text: &[u8]) -> String {
    let mut stream = TcpStream::connect(client.address).await.unwrap();
    // The server may answer and close before all is sent.
    let _ = stream.write_all(text).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn whatever_comes_over_a_connection_is_answered_or_closed() {
    let mesh = Mesh::new().await;
    let listening = serve(&mesh).await;
    let client = Client::of(&listening);
    let long = "a".repeat(70_000);
    for (request, status) in [
        ("GET /v1/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(), "200"),
        ("POST /v1/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(), "411"),
        ("POST /v1/orders HTTP/1.0\r\n\r\n".to_owned(), "411"),
        ("nonsense\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), "400"),
        (format!("GET /{long} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"), "414"),
        (format!("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx: {long}\r\n\r\n"), "431"),
        (format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(1_000)), "431"),
        (format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", long.repeat(3)), "431"),
        ("POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n".to_owned(), "400"),
        ("POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n".to_owned(), "400"),
        ("POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n".to_owned(), "400"),
        ("POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\nconnection: close\r\n\r\n{}".to_owned(), "413"),
    ] {
        let answer = raw(&client, request.as_bytes()).await;
        let shown: String = request.chars().take(60).collect();
        let expected = format!("HTTP/1.{} {status}", if request.contains("HTTP/1.0") { 0 } else { 1 });
        assert!(answer.starts_with(&expected), "{shown:?}: {:?}", answer.chars().take(80).collect::<String>());
    }
    raw(&client, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff").await;
    assert_eq!(client.get("/v1/orders").await.status, 200, "and it serves on");
    listening.shutdown().await;
}

#[tokio::test]
async fn health_is_beside_the_edge_and_a_connection_is_reused() {
    let mesh = Mesh::new().await;
    let listening = serve(&mesh).await;
    let endpoint = tonic::transport::Endpoint::from_shared(format!("http://{}", listening.address)).unwrap();
    let mut health = HealthClient::new(endpoint.connect().await.unwrap());
    let asked = HealthCheckRequest { service: "o2c.orders.v1.OrdersService".to_owned() };
    assert_eq!(health.check(asked).await.unwrap().into_inner().status, 1);

    let request = "GET /v1/orders HTTP/1.1\r\nhost: x\r\n\r\n".repeat(2)
        + "GET /docs HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = raw(&Client::of(&listening), request.as_bytes()).await;
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 3, "{answer}");
    listening.shutdown().await;
}

#[tokio::test]
async fn a_quiet_connection_does_not_keep_the_server_from_ending() {
    let mesh = Mesh::new().await;
    let listening = serve(&mesh).await;
    let address = listening.address;
    let silent = TcpStream::connect(address).await.unwrap();
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /v1/orders HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    tokio::time::timeout(Duration::from_secs(20), listening.shutdown()).await.expect("it ends");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    drop((silent, idle));
}
