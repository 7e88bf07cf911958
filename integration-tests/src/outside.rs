//! An endpoint of somebody else, for webhooks.

use std::{net::SocketAddr, time::Duration};

use o2c::demo::desk::Person::Administrator;
use o2c_proto::gateway::v1::{CreateWebhookSubscriptionRequest, WebhookSubscription};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use crate::Mesh;

const PATIENCE: Duration = Duration::from_secs(60);
/// Bodies that nobody has looked at yet.
const KEPT: usize = 1_000;

/// Says yes to everything.
pub struct Outside {
    address: SocketAddr,
    heard: mpsc::Receiver<Value>,
}

impl Outside {
    pub async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (told, heard) = mpsc::channel(KEPT);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let told = told.clone();
                tokio::spawn(async move { told.send(taken(stream).await).await });
            }
        });
        Self { address, heard }
    }

    /// Wants to be told of these types at a path; the id of the subscription.
    pub async fn subscribe(&self, mesh: &Mesh, path: &str, event_types: &[&str]) -> String {
        let subscription = WebhookSubscription {
            url: format!("http://{}{path}", self.address),
            event_types: event_types.iter().map(|one| (*one).to_owned()).collect(),
            ..WebhookSubscription::default()
        };
        let request = CreateWebhookSubscriptionRequest {
            webhook_subscription: Some(subscription),
            ..CreateWebhookSubscriptionRequest::default()
        };
        let asked = mesh.desk.ask(Administrator, request);
        let made = mesh.desk.webhooks.clone().create_webhook_subscription(asked).await;
        made.unwrap().into_inner().webhook_subscription_id
    }

    /// The next body.
    pub async fn hears(&mut self) -> Value {
        tokio::time::timeout(PATIENCE, self.heard.recv()).await.expect("told in time").expect("told")
    }
}

async fn taken(mut stream: TcpStream) -> Value {
    let mut bytes = Vec::new();
    loop {
        let mut more = [0; 4_096];
        let count = stream.read(&mut more).await.unwrap();
        assert!(count > 0, "the request breaks off");
        bytes.extend_from_slice(&more[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            return serde_json::from_str(body).unwrap();
        }
    }
}
