use o2c_proto::analytics::v1::GetOrderTrailRequest;
use tonic::Code;

use crate::{
    story::{id, three_orders},
    world::{in_both_worlds, of_tenant},
};

#[tokio::test]
async fn a_trail_has_the_facts_of_the_order_and_of_its_documents() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let request = GetOrderTrailRequest { order_id: id("order", 2).to_string() };
        let trail = world.client.clone().get_order_trail(request).await.unwrap().into_inner();
        let types: Vec<&str> = trail.events.iter().map(|event| event.r#type.rsplit('.').next().unwrap()).collect();
        let expected = [
            "OrderSubmitted",
            "ShipmentShipped",
            "InvoiceIssued",
            "OpenItemPosted",
            "CreditNoteIssued",
            "OpenItemPosted",
            "PaymentReceived",
            "DisputeOpened",
            "PaymentApplied",
            "CashApplied",
        ];
        assert_eq!(types, expected);
    })
    .await;
}

#[tokio::test]
async fn an_order_that_is_not_yours_is_not_there() {
    in_both_worlds(async |world| {
        world.take(&three_orders().facts).await;
        let request = GetOrderTrailRequest { order_id: id("order", 2).to_string() };
        let status = world.client.clone().get_order_trail(of_tenant("other", request)).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound);
    })
    .await;
}
