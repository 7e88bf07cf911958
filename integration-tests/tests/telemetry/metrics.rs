//! Reading metrics, and the list that alerts and dashboards stand on.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use serde_json::Value;

/// A path of a process that is watched: the status and the text.
pub async fn get(address: SocketAddr, path: &str, accept: &str) -> (u16, String) {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get(path).header("host", address.to_string()).header("accept", accept);
    let response = sender.send_request(request.body(Empty::<bytes::Bytes>::new()).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let text = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(text.to_vec()).unwrap())
}

/// The names that the charts know, as Prometheus spells them, with their kinds.
pub fn listed() -> Vec<(String, String)> {
    let word = |metric: &Value, key: &str| metric[key].as_str().unwrap().to_owned();
    list().iter().map(|metric| (word(metric, "prometheus"), word(metric, "kind"))).collect()
}

/// The same names as OpenTelemetry and as Prometheus spell them.
pub fn named() -> Vec<(String, String)> {
    let word = |metric: &Value, key: &str| metric[key].as_str().unwrap().to_owned();
    list().iter().map(|metric| (word(metric, "name"), word(metric, "prometheus"))).collect()
}

fn list() -> Vec<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../charts/o2c/metrics.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Whether a text has a series of that name.
pub fn has(text: &str, name: &str, kind: &str) -> bool {
    let series = if kind == "histogram" { format!("{name}_count") } else { name.to_owned() };
    text.lines().any(|line| line.strip_prefix(&series).is_some_and(|rest| rest.starts_with(['{', ' '])))
}

/// The value of a series, by its beginning.
pub fn value(text: &str, series: &str) -> i64 {
    let line = text.lines().find(|line| line.starts_with(series)).unwrap_or_else(|| panic!("no {series} in\n{text}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}
