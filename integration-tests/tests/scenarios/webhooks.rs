//! What happens in the mesh is told outside.

use std::time::Duration;

use o2c::demo::desk::Person::Administrator;
use o2c_integration_tests::{Mesh, Outside};
use o2c_proto::gateway::v1::{ListWebhookDeliveriesRequest, WebhookDeliveryState};

const PATIENCE: Duration = Duration::from_secs(60);

async fn an_order_is_told_outside_in_its_order(mut mesh: Mesh) {
    let mut outside = Outside::listen().await;
    let types = ["o2c.orders.v1.OrderSubmitted", "o2c.orders.v1.OrderConfirmed", "o2c.orders.v1.OrderCompleted"];
    let webhook_subscription_id = outside.subscribe(&mesh, "/", &types).await;

    let kettle = mesh.product("KETTLE", 10).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 1, "19.99").submit().await;
    mesh.settle().await;
    for expected in &types[..2] {
        let body = outside.hears().await;
        assert_eq!(body["type"], *expected);
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
