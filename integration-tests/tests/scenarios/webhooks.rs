//! What happens in the mesh is told outside.

use std::{net::SocketAddr, time::Duration};

use o2c::demo::desk::Person::Administrator;
use o2c_integration_tests::Mesh;
use o2c_proto::gateway::v1::{
    CreateWebhookSubscriptionRequest, ListWebhookDeliveriesRequest, WebhookDeliveryState, WebhookSubscription,
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// An endpoint that says yes to everything; the bodies that it was sent.
async fn endpoint() -> (SocketAddr, mpsc::Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (told, heard) = mpsc::channel(100);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let told = told.clone();
            tokio::spawn(async move { told.send(taken(stream).await).await });
        }
    });
    (address, heard)
}

async fn taken(mut stream: TcpStream) -> Value {
    let mut bytes = Vec::new();
    loop {
        let mut more = [0; 4_096];
        let count = stream.read(&mut more).await.unwrap();
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

async fn an_order_is_told_outside_in_its_order(mut mesh: Mesh) {
    let (address, mut heard) = endpoint().await;
    let subscription = WebhookSubscription {
        url: format!("http://{address}/"),
        event_types: ["OrderSubmitted", "OrderConfirmed", "OrderCompleted"]
            .map(|name| format!("o2c.orders.v1.{name}"))
            .to_vec(),
        ..WebhookSubscription::default()
    };
    let request = CreateWebhookSubscriptionRequest {
        webhook_subscription: Some(subscription),
        ..CreateWebhookSubscriptionRequest::default()
    };
    let made = mesh.desk.webhooks.clone().create_webhook_subscription(mesh.desk.ask(Administrator, request)).await;
    let webhook_subscription_id = made.unwrap().into_inner().webhook_subscription_id;

    let kettle = mesh.product("KETTLE", 10).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 1, "19.99").submit().await;
    mesh.settle().await;
    for expected in ["OrderSubmitted", "OrderConfirmed"] {
        let body = tokio::time::timeout(PATIENCE, heard.recv()).await.unwrap().unwrap();
        assert_eq!(body["type"], format!("o2c.orders.v1.{expected}"));
        assert_eq!((&body["aggregate"]["type"], &body["aggregate"]["id"]), (&"order".into(), &order.as_str().into()));
    }
    let list = ListWebhookDeliveriesRequest {
        webhook_subscription_id,
        state: WebhookDeliveryState::Delivered.into(),
        ..ListWebhookDeliveriesRequest::default()
    };
    let delivered = async {
        loop {
            let request = mesh.desk.ask(Administrator, list.clone());
            let page = mesh.desk.webhooks.clone().list_webhook_deliveries(request).await.unwrap().into_inner();
            if page.webhook_deliveries.len() == 2 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, delivered).await.unwrap();
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn on_sqlite() {
    an_order_is_told_outside_in_its_order(Mesh::new().await).await;
}

#[tokio::test]
async fn on_postgresql() {
    an_order_is_told_outside_in_its_order(Mesh::on_postgres().await).await;
}
