//! What may come back, and what has.

use o2c_proto::{
    fulfillment::v1::{GoodsReturned, ReturnedLine},
    google::r#type::Money,
    orders::v1::{
        CreateReturnRequest, GetReturnRequest, ListReturnsRequest, Order, Return, ReturnAuthorized, ReturnLine,
        ReturnState,
    },
};
use o2c_rpc::status::{field_violations, reason_of};
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
        assert_eq!(desk.client().list_returns(list).await.unwrap().into_inner().returns, std::slice::from_ref(&found));
        let of = |customer_id: String| ListReturnsRequest { customer_id, ..Default::default() };
        let theirs = of(order.customer_id.clone());
        assert_eq!(desk.client().list_returns(theirs).await.unwrap().into_inner().returns, [found]);
        let of_others = of(crate::desk::id());
        assert!(desk.client().list_returns(of_others).await.unwrap().into_inner().returns.is_empty());
        assert_eq!(desk.stranger().get_return(request).await.unwrap_err().code(), tonic::Code::NotFound);
    })
    .await;
}

/// What a return credits beyond its line is a credit note without reference: that is not for who takes returns.
#[tokio::test]
async fn more_than_the_line_is_worth_is_for_who_issues_credit_notes() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let order = desk.accepted(&customer, &[&kettle]).await;
        let shipment = ship(desk, &order, &[(1, "10")]).await;
        deliver(desk, &order, &shipment, &[(1, "10")]).await;
        let wish = |credits: &[Option<Money>]| CreateReturnRequest {
            request_id: id(),
            r#return: Some(Return {
                order_id: order.order_id.clone(),
                reason: "BROKEN".to_owned(),
                lines: credits
                    .iter()
                    .map(|credit| ReturnLine {
                        order_line_number: 1,
                        quantity: decimal("1"),
                        credit_net_amount: credit.clone(),
                        ..Default::default()
                    })
                    .collect(),
                ..Default::default()
            }),
        };
        let ask = async |scopes: &str, credits: &[Option<Money>]| {
            let mut request = tonic::Request::new(wish(credits));
            request.metadata_mut().insert("o2c-scopes", scopes.parse().unwrap());
            desk.client().create_return(request).await.map(tonic::Response::into_inner)
        };

        let more = [pounds(20, 0), pounds(19, 99), pounds(1_000, 0)];
        let refused = ask("orders.write", &more).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::PermissionDenied);
        assert_eq!(reason_of(&refused).as_deref(), Some("RETURN_CREDIT_EXCEEDS_LINE"));
        let text = refused.message();
        assert!(text.contains("20.00") && text.contains("1000.00") && !text.contains("of 19.99 for"), "{text}");

        let euros = Some(Money { currency_code: "EUR".to_owned(), units: 1, nanos: 0 });
        let refused = ask("orders.write", &[euros.clone(), pounds(1, 0), euros]).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("CURRENCY_MISMATCH"));
        let fields: Vec<String> = field_violations(&refused).into_iter().map(|(field, _)| field).collect();
        let named = [0, 2].map(|line| format!("return.lines[{line}].credit_net_amount.currency_code"));
        assert_eq!(fields, named, "each of them");

        let authorized = ask("orders.write", &[pounds(19, 99), pounds(5, 0), None]).await.unwrap();
        assert_eq!(authorized.lines[2].credit_net_amount, pounds(19, 99));
        let at_order_price: Vec<bool> = authorized.lines.iter().map(|line| line.credit_at_order_price).collect();
        assert_eq!(at_order_price, [false, false, true], "who names the price of the order has named one");
        let authorized = ask("orders.write,billing.credit-notes", &more).await.unwrap();
        assert_eq!(authorized.lines[2].credit_net_amount, pounds(1_000, 0));
    })
    .await;
}
