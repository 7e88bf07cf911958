//! A command with several bad lines is told of all of them.

use o2c_proto::orders::v1::{CreateProductRequest, CreateReturnRequest, Product, ProductKind, Return, ReturnLine};
use o2c_rpc::status::reason_of;
use tonic::Status;
use tonic_types::StatusExt;

use crate::{
    desk::{decimal, id, line, on_both_engines, order},
    fulfilment::{deliver, ship},
};

fn preconditions(refused: &Status) -> Vec<String> {
    let told = refused.get_details_precondition_failure().expect("the preconditions");
    told.violations.into_iter().map(|one| one.description).collect()
}

#[tokio::test]
async fn an_order_names_every_line_that_cannot_be() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let kettle = desk.product("KETTLE").await;
        let unknown = [id(), id()].map(|product_id| Product { product_id, ..Product::default() });
        let lines = vec![
            line(&unknown[0], "1", Some("1")),
            line(&kettle, "1", Some("1")),
            line(&unknown[1], "1", Some("1")),
            line(&unknown[0], "2", Some("1")),
            line(&kettle, "1000000", Some("9223372036854.775807")),
        ];
        let refused = desk.create(order(&customer, lines), true).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("PRODUCT_NOT_FOUND"));
        let expected = format!(
            "there is no product {}; there is no product {}; the amount of line 5 is too large",
            unknown[0].product_id, unknown[1].product_id
        );
        assert_eq!(refused.message(), expected);

        let large = vec![line(&kettle, "1000000", Some("9223372036854.775807"))];
        let refused = desk.create(order(&customer, large), true).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("AMOUNT_OVERFLOW"));
        assert_eq!(refused.message(), "the amount of line 1 is too large");
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_and_a_return_name_every_line_that_asks_for_too_much() {
    on_both_engines(async |desk| {
        let customer = desk.customer().await;
        let (kettle, cup) = (desk.product("KETTLE").await, desk.product("CUP").await);
        let accepted = desk.accepted(&customer, &[&kettle, &cup]).await;
        let refused = desk.cancel(&accepted, &[(1, "11"), (2, "3"), (9, "1")]).await.unwrap_err();
        assert_eq!(reason_of(&refused).as_deref(), Some("QUANTITY_NOT_OPEN"));
        let told = [
            "11 of line 1 cannot be cancelled: 10 are open".to_owned(),
            "3 of line 2 cannot be cancelled: 2 are open".to_owned(),
            format!("order {} has no line 9", accepted.order_id),
        ];
        assert_eq!(preconditions(&refused), told);
        assert_eq!(refused.message(), told.join("; "));

        let shipped = [(1, "10"), (2, "2")];
        let shipment = ship(desk, &accepted, &shipped).await;
        deliver(desk, &accepted, &shipment, &shipped).await;
        let lines = [(1, "10.5"), (2, "1"), (2, "1.5")].map(|(order_line_number, quantity)| ReturnLine {
            order_line_number,
            quantity: decimal(quantity),
            ..ReturnLine::default()
        });
        let wish = Return {
            order_id: accepted.order_id.clone(),
            reason: "BROKEN".to_owned(),
            lines: lines.to_vec(),
            ..Return::default()
        };
        let request = CreateReturnRequest { request_id: id(), r#return: Some(wish) };
        let refused = desk.client().create_return(request).await.unwrap_err();
        let told = ["10.5 of line 1 cannot be returned: 10 can", "1.5 of line 2 cannot be returned: 1 can"];
        assert_eq!(preconditions(&refused), told);
        let untouched = desk.order(&accepted.order_id).await;
        assert!(untouched.lines.iter().all(|line| line.returned_quantity == decimal("0")));
    })
    .await;
}

#[tokio::test]
async fn a_taken_sku_is_called_one() {
    on_both_engines(async |desk| {
        desk.product("KETTLE").await;
        let twin = Product {
            sku: "KETTLE".to_owned(),
            description: "Kettle".to_owned(),
            kind: ProductKind::Stocked as i32,
            tax_category: "STANDARD".to_owned(),
            ..Product::default()
        };
        let request = CreateProductRequest { request_id: id(), product: Some(twin) };
        let taken = desk.client().create_product(request).await.unwrap_err();
        assert_eq!(reason_of(&taken).as_deref(), Some("EXTERNAL_ID_TAKEN"));
        assert_eq!(taken.message(), "the SKU `KETTLE` is taken");
    })
    .await;
}
