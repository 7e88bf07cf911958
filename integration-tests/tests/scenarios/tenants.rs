//! Tenants are walls.

use o2c::demo::desk::Person;
use o2c_integration_tests::Mesh;
use o2c_proto::orders::v1::{GetCustomerRequest, GetOrderRequest, ListOrdersRequest};
use tonic::Code;

#[tokio::test]
async fn a_second_tenant_sees_nothing_of_the_first() {
    let mut mesh = Mesh::new().await;
    let kettle = mesh.product("KETTLE", 10).await;
    let customer = mesh.customer("ACME").create().await;
    let order = mesh.order(&customer).line(&kettle, 1, "19.99").submit().await;
    mesh.settle().await;

    let mut other = mesh.seen_by("other").await;
    let request = other.ask(Person::OrderDesk, GetOrderRequest { order_id: order, ..GetOrderRequest::default() });
    assert_eq!(other.orders.get_order(request).await.unwrap_err().code(), Code::NotFound);
    let request = other.ask(Person::OrderDesk, GetCustomerRequest { customer_id: customer });
    assert_eq!(other.orders.get_customer(request).await.unwrap_err().code(), Code::NotFound);
    let request = other.ask(Person::OrderDesk, ListOrdersRequest::default());
    assert!(other.orders.list_orders(request).await.unwrap().into_inner().orders.is_empty());
    mesh.assert_book_ties().await;
}
