//! What fulfillment reports.

use o2c_proto::{
    fulfillment::v1::{
        DeliveredLine, LineAllocation, ShipmentDelivered, ShipmentShipped, ShippedLine, StockAllocationChanged,
    },
    orders::v1::{FulfilmentStatus, Order},
};

use crate::desk::{Desk, decimal, id, on_both_engines};

pub async fn ship(desk: &Desk, order: &Order, quantities: &[(i32, &str)]) -> String {
    let shipment = id();
    let lines = quantities.iter().map(|(line, quantity)| ShippedLine {
        line_number: *line,
        order_line_number: *line,
        quantity: decimal(quantity),
        ..Default::default()
    });
    let shipped = ShipmentShipped {
        shipment_id: shipment.clone(),
        order_id: order.order_id.clone(),
        lines: lines.collect(),
        ..Default::default()
    };
    desk.hear("fulfillment", "shipment", &shipment, shipped).await;
    shipment
}

pub async fn deliver(desk: &Desk, order: &Order, shipment: &str, quantities: &[(i32, &str)]) {
    let lines = quantities
        .iter()
        .map(|(line, quantity)| DeliveredLine { order_line_number: *line, quantity: decimal(quantity) });
    let delivered = ShipmentDelivered {
        shipment_id: shipment.to_owned(),
        order_id: order.order_id.clone(),
        lines: lines.collect(),
        ..Default::default()
    };
    desk.hear("fulfillment", "shipment", shipment, delivered).await;
}

#[tokio::test]
async fn a_backordered_line_is_allocated_when_stock_comes_in() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let (kettle, cup) = (desk.product("KETTLE").await, desk.product("CUP").await);
        desk.neighbours.0.lock().unwrap().missing.insert(cup.product_id.clone());
        let order = desk.accepted(&customer, &[&kettle, &cup]).await;
        assert_eq!(order.fulfilment_status(), FulfilmentStatus::Backordered);
        assert_eq!(order.lines[1].allocated_quantity.as_ref().unwrap().value, "0");

        let lines = vec![LineAllocation { line_number: 2, allocated_quantity: decimal("2") }];
        let changed = StockAllocationChanged { order_id: order.order_id.clone(), lines };
        desk.hear("fulfillment", "allocation", &order.order_id, changed).await;
        assert_eq!(desk.order(&order.order_id).await.fulfilment_status(), FulfilmentStatus::Allocated);
    })
    .await;
}

#[tokio::test]
async fn an_order_goes_out_in_parts_and_arrives() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let (kettle, cup) = (desk.product("KETTLE").await, desk.product("CUP").await);
        let order = desk.accepted(&customer, &[&kettle, &cup]).await;

        let first = ship(desk, &order, &[(1, "4"), (2, "2")]).await;
        let now = desk.order(&order.order_id).await;
        assert_eq!(now.fulfilment_status(), FulfilmentStatus::PartiallyShipped);
        assert_eq!(now.lines[0].open_quantity.as_ref().unwrap().value, "6");
        assert_eq!(now.lines[0].allocated_quantity.as_ref().unwrap().value, "6");

        deliver(desk, &order, &first, &[(1, "4"), (2, "2")]).await;
        let second = ship(desk, &order, &[(1, "6")]).await;
        assert_eq!(desk.order(&order.order_id).await.fulfilment_status(), FulfilmentStatus::Shipped);
        deliver(desk, &order, &second, &[(1, "6")]).await;
        assert_eq!(desk.order(&order.order_id).await.fulfilment_status(), FulfilmentStatus::Delivered);
    })
    .await;
}
