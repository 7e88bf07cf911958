//! A web shop: HTTP/1.1 on a connection that it keeps, to one gateway after the other. It does what RFC 9110 (9.2.2)
//! lets every client do, and no more: what it has a key for is sent again where its connection ended without an answer.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, ensure};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use o2c_kernel::new_uuid;
use serde_json::json;
use tokio::net::TcpStream;

use crate::chaos::clerk::Tally;

/// Between two requests.
const PAUSE: Duration = Duration::from_millis(10);
/// How often one is sent at most: to each gateway, and once more.
const TRIES: usize = 3;

pub struct Shop {
    gateways: Vec<SocketAddr>,
    turn: AtomicUsize,
    tally: Arc<Tally>,
    answered: AtomicU64,
}

impl Shop {
    pub fn of(gateways: Vec<SocketAddr>, tally: Arc<Tally>) -> Self {
        Self { gateways, turn: AtomicUsize::new(0), tally, answered: AtomicU64::new(0) }
    }

    pub fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Products are made and looked for, until it is over.
    pub async fn sell(&self, over: &AtomicBool) -> anyhow::Result<()> {
        let mut connection = None;
        while !over.load(Ordering::Relaxed) {
            let key = new_uuid().to_string();
            let product = json!({"product": {"sku": key, "description": "sold while all is replaced",
                "kind": "PRODUCT_KIND_STOCKED", "taxCategory": "STANDARD"}});
            self.answer(&mut connection, "POST", "/v1/products", Some((&key, product.to_string()))).await?;
            self.answer(&mut connection, "GET", "/v1/orders?pageSize=5", None).await?;
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Asks until there is an answer. Any but the one that is wanted is a failure.
    async fn answer(
        &self,
        connection: &mut Option<SendRequest<Full<Bytes>>>,
        method: &str,
        path: &str,
        said: Option<(&str, String)>,
    ) -> anyhow::Result<()> {
        for _ in 0..TRIES {
            let Some(open) = self.open(connection).await else { continue };
            let mut request = Request::builder().method(method).uri(path).header("host", "o2c");
            let mut body = Bytes::new();
            if let Some((key, json)) = &said {
                request = request.header("content-type", "application/json").header("idempotency-key", *key);
                body = Bytes::from(json.clone());
            }
            let Ok(answer) = open.send_request(request.body(Full::new(body))?).await else {
                *connection = None;
                continue;
            };
            let status = answer.status();
            // what ends in the middle of an answer was noticed
            let text = answer.into_body().collect().await.context("an answer was cut off")?.to_bytes();
            if status != StatusCode::OK {
                self.tally.note(format!("{method} {path}: {status}: {}", String::from_utf8_lossy(&text)));
            }
            self.answered.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        self.tally.note(format!("{method} {path}: no answer"));
        Ok(())
    }

    /// The connection that there is, or one to the next gateway.
    async fn open<'a>(
        &self,
        connection: &'a mut Option<SendRequest<Full<Bytes>>>,
    ) -> Option<&'a mut SendRequest<Full<Bytes>>> {
        let alive = match connection {
            Some(open) => open.ready().await.is_ok(),
            None => false,
        };
        if !alive {
            *connection = self.connect().await.ok();
        }
        connection.as_mut()
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        ensure!(!self.gateways.is_empty(), "there is no gateway");
        let stream = TcpStream::connect(self.gateways[turn % self.gateways.len()]).await?;
        let (sender, driver) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(driver);
        Ok(sender)
    }
}
