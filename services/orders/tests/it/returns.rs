//! What may come back, and what has.

use o2c_proto::{
    fulfillment::v1::{GoodsReturned, ReturnedLine},
    orders::v1::{
        CreateReturnRequest, GetReturnRequest, ListReturnsRequest, Order, Return, ReturnAuthorized, ReturnLine,
        ReturnState,
    },
};
use o2c_rpc::status::reason_of;
use tonic::Status;

use crate::{
    desk::{Desk, decimal, id, on_both_engines, pounds},
    fulfilment::{deliver, ship},
};

pub async fn authorize(desk: &Desk, order: &Order, quantity: &str) -> Result<Return, Status> {
    let line = ReturnLine { order_line_number: 1, quantity: decimal(quantity), ..Default::default() };
    let wish = Return {
        order_id: order.order_id.clone(),
        reason: "BROKEN".to_owned(),
        lines: vec![line],
        ..Default::default()
    };
    let request = CreateReturnRequest { request_id: id(), r#return: Some(wish) };
    desk.client().create_return(request).await.map(tonic::Response::into_inner)
}

/// Three of the first line come back.
pub async fn come_back(desk: &Desk, authorized: &Return) {
    let goods = id();
    let line =
        ReturnedLine { return_line_number: 1, order_line_number: 1, quantity: decimal("3"), ..Default::default() };
    let returned = GoodsReturned {
        goods_return_id: goods.clone(),
        return_id: authorized.return_id.clone(),
        order_id: authorized.order_id.clone(),
        lines: vec![line],
        ..Default::default()
    };
    desk.hear("fulfillment", "goods_return", &goods, returned).await;
}

#[tokio::test]
async fn no_more_comes_back_than_was_delivered() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let order = desk.accepted(&customer, &[&kettle]).await;
        let early = authorize(desk, &order, "1").await.unwrap_err();
        assert_eq!(reason_of(&early).as_deref(), Some("QUANTITY_NOT_RETURNABLE"));

        let shipment = ship(desk, &order, &[(1, "10")]).await;
        deliver(desk, &order, &shipment, &[(1, "10")]).await;
        let authorized = authorize(desk, &order, "3").await.unwrap();
        assert_eq!(authorized.number, "RMA-00000001");
        assert_eq!(authorized.lines[0].credit_net_amount, pounds(59, 97));
        assert!(authorize(desk, &order, "8").await.is_err());
        let fact: ReturnAuthorized = desk.fact(&authorized.return_id).await;
        assert_eq!(fact.r#return.as_ref(), Some(&authorized));

        come_back(desk, &authorized).await;
        let now = desk.order(&order.order_id).await;
        assert_eq!(now.lines[0].returned_quantity.as_ref().unwrap().value, "3");
        let request = GetReturnRequest { return_id: authorized.return_id.clone() };
        let found = desk.client().get_return(request.clone()).await.unwrap().into_inner();
        assert_eq!(found.state(), ReturnState::Received);
        assert_eq!(found.lines[0].received_quantity.as_ref().unwrap().value, "3");

        let list = ListReturnsRequest { order_id: order.order_id.clone(), ..Default::default() };
        assert_eq!(desk.client().list_returns(list).await.unwrap().into_inner().returns, [found]);
        assert_eq!(desk.stranger().get_return(request).await.unwrap_err().code(), tonic::Code::NotFound);
    })
    .await;
}
