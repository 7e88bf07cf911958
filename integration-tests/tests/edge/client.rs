//! A client of plain HTTP.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use o2c_integration_tests::Mesh;
use o2c_runtime::Listening;
use serde_json::Value;
use tokio::net::TcpStream;

/// Serves the edge of a mesh on a free port.
pub async fn serve(mesh: &Mesh) -> Listening {
    let edge = mesh.mesh.edge(o2c_gateway::GatewayOptions::default()).unwrap();
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    o2c_runtime::serve(edge, &["o2c.orders.v1.OrdersService"], o2c_proto::DESCRIPTORS, nowhere).await.unwrap()
}

/// Who asks, over HTTP/1.1.
#[derive(Clone)]
pub struct Client {
    pub address: SocketAddr,
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Client {
    pub fn of(listening: &Listening) -> Self {
        Self { address: listening.address, headers: Vec::new() }
    }

    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name, value.to_owned()));
        client
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Got {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path).header("host", self.address.to_string());
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let bytes = body.map(|json| Bytes::from(json.to_string())).unwrap_or_default();
        let response = sender.send_request(request.body(Full::new(bytes)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Got { status: parts.status.as_u16(), headers: parts.headers, json }
    }

    pub async fn get(&self, path: &str) -> Got {
        self.send("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Got {
        self.send("POST", path, Some(body)).await
    }
}

impl Got {
    /// The answer of what was done.
    pub fn done(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.json);
        self.json
    }

    pub fn reason(&self) -> (u16, &str) {
        (self.status, self.json["reason"].as_str().unwrap_or_default())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A field of an answer, as text.
pub fn text(json: &Value, field: &str) -> String {
    json[field].as_str().unwrap_or_else(|| panic!("no `{field}` in {json}")).to_owned()
}
