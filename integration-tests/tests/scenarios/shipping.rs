//! Shipping: partial, backordered, complete.

use o2c_integration_tests::{Mesh, amount};
use o2c_proto::orders::v1::{BillingStatus, FulfilmentStatus, OrderState};

#[tokio::test]
async fn what_is_short_is_backordered_and_shipped_when_stock_comes_in() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 4).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    assert_eq!(mesh.settled(&order).await.fulfilment_status(), FulfilmentStatus::Backordered);

    mesh.ship(&order).await;
    let partly = mesh.settled(&order).await;
    assert_eq!(partly.fulfilment_status(), FulfilmentStatus::PartiallyShipped);
    assert_eq!(partly.billing_status(), BillingStatus::PartiallyBilled);
    assert_eq!(amount(mesh.open_items(&customer).await[0].original_amount.as_ref()), "95.95");

    mesh.receive(&kettle, 20).await;
    mesh.ship(&order).await;
    let shipped = mesh.settled(&order).await;
    assert_eq!(shipped.fulfilment_status(), FulfilmentStatus::Shipped);
    assert_eq!(shipped.billing_status(), BillingStatus::Billed);
    assert_eq!(amount(shipped.lines[0].invoiced_net_amount.as_ref()), "199.90");
    assert_eq!(mesh.open_items(&customer).await.len(), 2);
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn ship_complete_waits_for_the_last_piece() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 4).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").ship_complete().submit().await;

    assert!(mesh.shipments(&order).await.is_empty());
    mesh.receive(&kettle, 6).await;

    assert_eq!(mesh.shipments(&order).await.len(), 1);
    mesh.ship(&order).await;
    mesh.deliver(&order).await;
    assert_eq!(mesh.settled(&order).await.fulfilment_status(), FulfilmentStatus::Delivered);
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn a_service_ships_with_the_goods_and_alone_by_activation() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 10).await;
    let postage = mesh.service("POST").await;
    let customer = mesh.customer("ACME").create().await;
    let both = mesh.order(&customer).line(&kettle, 1, "19.99").line(&postage, 1, "4.50").submit().await;
    mesh.ship(&both).await;
    assert_eq!(amount(mesh.open_items(&customer).await[0].original_amount.as_ref()), "29.39");

    let alone = mesh.order(&customer).line(&postage, 1, "4.50").submit().await;
    assert_eq!(mesh.settled(&alone).await.state(), OrderState::Confirmed);
    assert_eq!(mesh.shipments(&alone).await.len(), 1);
    mesh.assert_book_ties().await;
}

#[tokio::test]
async fn the_same_story_on_postgresql() {
    let mut mesh = Mesh::on_postgres().await;
    let kettle = mesh.product("KETTLE", 4).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
    mesh.ship(&order).await;
    mesh.receive(&kettle, 20).await;
    mesh.ship(&order).await;
    mesh.deliver(&order).await;
    let items = mesh.open_items(&customer).await;
    let number = items[0].document_number.clone();
    mesh.bank_line("1", "0.00", "95.95", "ACME Limited", &number).await;
    assert_eq!(amount(mesh.open_items(&customer).await[0].open_amount.as_ref()), "0.00");
    mesh.assert_book_ties().await;
}
