//! Bad input names every field, and changes nothing.

use o2c_proto::orders::v1::{CancelOrderRequest, CreateOrderRequest, Customer, ListOrdersRequest, Order, OrderLine};
use o2c_rpc::status::field_violations;
use tonic::Code;

use crate::desk::{customer, decimal, id, line, on_both_engines, order};

#[tokio::test]
async fn all_bad_fields_of_an_order_are_named_at_once() {
    on_both_engines(async |desk| {
        let bad = Order {
            customer_id: "Anna".to_owned(),
            currency_code: "POUND".to_owned(),
            lines: vec![
                OrderLine {
                    product_id: id(),
                    quantity: decimal("-1"),
                    unit_price: decimal("1e3"),
                    ..Default::default()
                },
                OrderLine { product_id: String::new(), quantity: decimal("1"), ..Default::default() },
            ],
            ..Default::default()
        };
        let request = CreateOrderRequest { request_id: "1".to_owned(), order: Some(bad), submit: true };
        let refused = desk.client().create_order(request).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        let fields: Vec<String> = field_violations(&refused).into_iter().map(|(field, _)| field).collect();
        let expected = [
            "request_id",
            "order.customer_id",
            "order.currency_code",
            "order.lines[0].quantity",
            "order.lines[0].unit_price",
            "order.lines[1].product_id",
        ];
        assert_eq!(fields, expected);

        let cancel = CancelOrderRequest { etag: "seven".to_owned(), ..Default::default() };
        let refused = desk.client().cancel_order(cancel).await.unwrap_err();
        let fields: Vec<String> = field_violations(&refused).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["order_id", "etag", "reason"]);

        let list = ListOrdersRequest {
            page_size: -1,
            page_token: "x".to_owned(),
            state: 99,
            number: "INV-00000001".to_owned(),
            ..Default::default()
        };
        let refused = desk.client().list_orders(list).await.unwrap_err();
        assert_eq!(field_violations(&refused).len(), 4);
    })
    .await;
}

#[tokio::test]
async fn an_order_names_a_customer_products_and_a_currency_that_fit() {
    on_both_engines(async |desk| {
        let anna = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let refused = |order: Order| async move {
            o2c_rpc::status::reason_of(&desk.create(order, true).await.unwrap_err()).unwrap()
        };
        let priced = || vec![line(&kettle, "1", Some("1"))];
        let nobody = Customer { customer_id: id(), ..customer("Nobody") };
        assert_eq!(refused(order(&nobody, priced())).await, "CUSTOMER_NOT_FOUND");
        assert_eq!(refused(order(&anna, Vec::new())).await, "ORDER_EMPTY");
        let euros = Order { currency_code: "EUR".to_owned(), ..order(&anna, priced()) };
        let wrong = desk.create(euros.clone(), true).await.unwrap_err();
        assert_eq!(field_violations(&wrong)[0].0, "order.currency_code");
        assert_eq!(refused(euros).await, "CURRENCY_MISMATCH");
        let unknown = OrderLine { product_id: id(), ..line(&kettle, "1", Some("1")) };
        assert_eq!(refused(order(&anna, vec![unknown])).await, "PRODUCT_NOT_FOUND");
        let endless = line(&kettle, "9000000000000", Some("9000000000000"));
        assert_eq!(refused(order(&anna, vec![endless])).await, "AMOUNT_OVERFLOW");
    })
    .await;
}
