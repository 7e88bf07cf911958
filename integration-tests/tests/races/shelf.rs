//! One product on one shelf.

use o2c::demo::desk::Person;
use o2c_integration_tests::{Mesh, amount, through_the_warehouse, units};
use o2c_proto::{
    BatchResponse,
    fulfillment::v1::{
        AdjustStockRequest, BatchAdjustStockRequest, BatchReceiveStockRequest, ReceiveStockRequest, ShipmentState,
        StockLevel,
    },
    google::r#type::Decimal,
    orders::v1::{BatchGetOrdersRequest, CreateOrderRequest, Order, OrderLine},
};
use o2c_rpc::status::as_tonic;

use crate::crowd::{CALLERS, crowd, on_both_engines};

/// An order over so many of a product.
pub fn kettles(customer: &str, product: &str, quantity: i64, pounds: &str) -> CreateOrderRequest {
    let line = OrderLine {
        product_id: product.to_owned(),
        quantity: Some(units(&quantity.to_string())),
        unit_price: Some(Decimal { value: pounds.to_owned() }),
        ..OrderLine::default()
    };
    let order = Order {
        customer_id: customer.to_owned(),
        currency_code: "GBP".to_owned(),
        lines: vec![line],
        ..Order::default()
    };
    CreateOrderRequest { request_id: String::new(), order: Some(order), submit: true }
}

/// On hand, allocated, available, waited for.
fn figures(level: &StockLevel) -> [&str; 4] {
    [&level.on_hand, &level.allocated, &level.available, &level.backordered]
        .map(|quantity| quantity.as_ref().unwrap().value.as_str())
}

/// What the lines of these orders were given.
async fn given(mesh: &mut Mesh, orders: &[String]) -> Vec<i64> {
    mesh.settle().await;
    let request = mesh.desk.ask(Person::OrderDesk, BatchGetOrdersRequest { order_ids: orders.to_vec() });
    let orders = mesh.desk.orders.batch_get_orders(request).await.unwrap().into_inner().orders;
    let lines = orders.into_iter().flat_map(|order| order.lines);
    lines.map(|line| line.allocated_quantity.unwrap().value.parse::<i64>().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_receipts_and_adjustments_race_for_one_shelf() {
    on_both_engines(async |mesh| {
        let kettle = mesh.product("KETTLE", 100).await;
        let customer = mesh.customer("ACME").with_credit_limit("100000.00").create().await;

        let (desk, wish) = (mesh.desk.clone(), kettles(&customer, &kettle, 3, "10.00"));
        let ordered = crowd("orders of three for a hundred", move |_| {
            let (mut desk, wish) = (desk.clone(), wish.clone());
            async move { Ok(desk.orders.create_order(desk.ask(Person::OrderDesk, wish)).await?.into_inner().order_id) }
        });
        let ordered = ordered.await;
        ordered.assert(CALLERS, "");
        let orders: Vec<String> = ordered.accepted().cloned().collect();
        let mut shares = given(mesh, &orders).await;
        shares.sort_unstable();
        assert_eq!(shares, [vec![0; 30], vec![1], vec![3; 33]].concat());
        assert_eq!(figures(&mesh.stock(&kettle).await), ["100", "100", "0", "92"]);

        // Half of the callers bring four each, the others take one away each.
        let (desk, warehouse, product) = (mesh.desk.clone(), mesh.warehouse.clone(), kettle.clone());
        let moved = crowd("receipts and adjustments", move |caller| {
            let (mut desk, warehouse_id, product_id) = (desk.clone(), warehouse.clone(), product.clone());
            async move {
                if caller % 2 == 0 {
                    let quantity = Some(units("4"));
                    let receipt = ReceiveStockRequest { warehouse_id, product_id, quantity, ..Default::default() };
                    let request = desk.ask(
                        Person::Warehouse,
                        BatchReceiveStockRequest { requests: vec![receipt], validate_only: false },
                    );
                    let answer = desk.fulfillment.batch_receive_stock(request).await?.into_inner();
                    answer.into_results().remove(0).map(|_| 4).map_err(as_tonic)
                } else {
                    let (quantity_change, reason) = (Some(units("-1")), "broken".to_owned());
                    let loss =
                        AdjustStockRequest { warehouse_id, product_id, quantity_change, reason, ..Default::default() };
                    let request = desk.ask(Person::Warehouse, BatchAdjustStockRequest { requests: vec![loss] });
                    let answer = desk.fulfillment.batch_adjust_stock(request).await?.into_inner();
                    answer.into_results().remove(0).map(|_| -1).map_err(as_tonic)
                }
            }
        });
        let moved = moved.await;
        assert!(moved.refusals().keys().all(|reason| reason == "STOCK_INSUFFICIENT"), "{:?}", moved.refusals());
        let on_hand = 100 + moved.accepted().sum::<i64>();
        let wanted = 3 * i64::try_from(CALLERS).unwrap();
        let allocated = on_hand.min(wanted);
        let expected = [on_hand, allocated, on_hand - allocated, wanted - allocated].map(|figure| figure.to_string());
        assert_eq!(figures(&mesh.stock(&kettle).await), expected.each_ref().map(String::as_str));
        assert_eq!(given(mesh, &orders).await.iter().sum::<i64>(), allocated);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shipment_leaves_once_however_many_carry_it() {
    on_both_engines(async |mesh| {
        let kettle = mesh.product("KETTLE", 30).await;
        let customer = mesh.customer("ACME").create().await;
        let order = mesh.order(&customer).line(&kettle, 10, "19.99").submit().await;
        let shipment = mesh.shipments(&order).await.remove(0).shipment_id;

        let (desk, carried) = (mesh.desk.clone(), shipment.clone());
        let shipped = crowd("ways of one shipment through the warehouse", move |_| {
            let (desk, shipment) = (desk.clone(), carried.clone());
            async move { through_the_warehouse(&desk, &shipment).await }
        });
        // Who finds a step done goes on; who finds the shipment further on is told so.
        let shipped = shipped.await;
        assert!(shipped.accepted().count() > 0);
        assert!(shipped.refusals().keys().all(|reason| reason == "SHIPMENT_STATE"), "{:?}", shipped.refusals());

        assert_eq!(mesh.shipments(&order).await[0].state(), ShipmentState::Shipped);
        assert_eq!(figures(&mesh.stock(&kettle).await), ["20", "0", "20", "0"]);
        let items = mesh.open_items(&customer).await;
        assert_eq!((items.len(), amount(items[0].open_amount.as_ref())), (1, "239.88".to_owned()));
    })
    .await;
}
