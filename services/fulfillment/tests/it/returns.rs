//! Goods come back.

use o2c_kernel::new_uuid;
use o2c_proto::{
    fulfillment::v1::*,
    orders::v1::{self as orders, ReturnAuthorized},
};
use tonic::Status;
use uuid::Uuid;

use crate::world::{World, decimal, goods, one, pence, reason, service, story, text};

fn authorized(return_id: Uuid, order: Uuid, lines: &[(i32, Uuid, &str, i64)]) -> ReturnAuthorized {
    let lines = lines.iter().map(|(number, product, quantity, credit)| orders::ReturnLine {
        line_number: *number,
        order_line_number: *number,
        quantity: decimal(quantity),
        credit_net_amount: pence(*credit),
        credit_at_order_price: *number == 2,
        product_id: product.to_string(),
        ..orders::ReturnLine::default()
    });
    ReturnAuthorized {
        r#return: Some(orders::Return {
            return_id: return_id.to_string(),
            order_id: order.to_string(),
            customer_id: Uuid::nil().to_string(),
            reason: "faulty".into(),
            lines: lines.collect(),
            ..orders::Return::default()
        }),
        customer: None,
        currency_code: "GBP".into(),
    }
}

async fn come_back(
    world: &World,
    warehouse: &str,
    return_id: Uuid,
    lines: &[(i32, &str, InspectionResult)],
) -> Result<GoodsReturn, Status> {
    let lines = lines.iter().map(|(number, quantity, result)| GoodsReturnLine {
        return_line_number: *number,
        quantity: decimal(quantity),
        inspection_result: (*result).into(),
    });
    let request = ReceiveReturnRequest {
        request_id: String::new(),
        return_id: return_id.to_string(),
        warehouse_id: warehouse.into(),
        lines: lines.collect(),
    };
    let batch = BatchReceiveReturnsRequest { requests: vec![request] };
    one(world.client().batch_receive_returns(world.request(batch)).await.unwrap().into_inner())
}

#[tokio::test]
async fn goods_come_back_only_under_an_authorisation_and_no_more_than_it_says() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let (kettle, postage) = (new_uuid(), new_uuid());
        world.receive(&main, kettle, "5").await;
        let order = world.order(&[goods(1, kettle, "5"), service(2, postage, "1")]).await;
        world.send(&world.shipment(order, ShipmentState::Planned).await.shipment_id).await;
        let waiting = world.order(&[goods(1, kettle, "2")]).await;
        let id = new_uuid();
        assert_eq!(reason(come_back(&world, &main, id, &[]).await), "RETURN_NOT_FOUND");

        let fact = authorized(id, order, &[(1, kettle, "3", 1_000), (2, postage, "1", 250)]);
        assert_eq!(world.take(&[world.fact("return", id, &fact)]).await.handled, 1);
        assert_eq!(reason(come_back(&world, &new_uuid().to_string(), id, &[]).await), "WAREHOUSE_NOT_FOUND");
        let too_much = [(1, "4", InspectionResult::Restock)];
        assert_eq!(reason(come_back(&world, &main, id, &too_much).await), "QUANTITY_NOT_RETURNABLE");
        come_back(&world, &main, id, &[(1, "1", InspectionResult::Restock)]).await.unwrap();
        come_back(&world, &main, id, &[(1, "1", InspectionResult::Scrap)]).await.unwrap();
        let rest = come_back(&world, &main, id, &[]).await.unwrap();
        assert_eq!(rest.lines.len(), 2);
        assert_eq!(reason(come_back(&world, &main, id, &[]).await), "QUANTITY_NOT_RETURNABLE");

        // two of three went back on the shelf, and to the order that waits
        assert_eq!(world.stock(&main, kettle).await, ["2", "2", "0", "0"]);
        let planned: Vec<String> =
            world.shipments(waiting).await.iter().map(|shipment| text(&shipment.lines[0].planned_quantity)).collect();
        assert_eq!(planned, ["1", "1"]);
        let facts: Vec<GoodsReturned> = world.published().await;
        let credits: Vec<_> = facts
            .iter()
            .flat_map(|fact| &fact.lines)
            .map(|line| (line.restocked, line.credit_net_amount.clone(), line.credit_at_order_price))
            .collect();
        let agreed = |restocked, credit| (restocked, pence(credit), false);
        assert_eq!(credits, [agreed(true, 333), agreed(false, 334), agreed(true, 333), (false, pence(250), true)]);
        world.assert_clean().await;
    })
    .await;
}

/// Nobody has looked at them: what becomes of them is what was authorised.
#[tokio::test]
async fn what_comes_back_as_a_whole_is_restocked_or_scrapped_as_it_was_authorised() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let (kettle, mug) = (new_uuid(), new_uuid());
        world.receive(&main, kettle, "3").await;
        world.receive(&main, mug, "3").await;
        let order = world.order(&[goods(1, kettle, "3"), goods(2, mug, "3")]).await;
        world.send(&world.shipment(order, ShipmentState::Planned).await.shipment_id).await;
        let id = new_uuid();
        let mut fact = authorized(id, order, &[(1, kettle, "3", 1_000), (2, mug, "3", 1_000)]);
        fact.r#return.as_mut().unwrap().lines[0].disposition = orders::Disposition::Scrap.into();
        world.take(&[world.fact("return", id, &fact)]).await;
        // one that was looked at is as good as new
        come_back(&world, &main, id, &[(1, "1", InspectionResult::Restock)]).await.unwrap();
        come_back(&world, &main, id, &[]).await.unwrap();
        assert_eq!(world.stock(&main, kettle).await[0], "1");
        assert_eq!(world.stock(&main, mug).await[0], "3");
        let facts: Vec<GoodsReturned> = world.published().await;
        let restocked: Vec<bool> = facts.iter().flat_map(|fact| &fact.lines).map(|line| line.restocked).collect();
        assert_eq!(restocked, [true, false, true]);
        world.assert_clean().await;
    })
    .await;
}

#[tokio::test]
async fn an_authorisation_waits_for_its_order() {
    story(async |world| {
        let main = world.warehouse("MAIN").await;
        let kettle = new_uuid();
        world.receive(&main, kettle, "5").await;
        let (order, id) = (new_uuid(), new_uuid());
        let lines = [goods(1, kettle, "5")];
        let got = world.allocate(order, &lines).await;
        let early = world.fact("return", id, &authorized(id, order, &[(1, kettle, "3", 1_000)]));
        assert_eq!(world.take(&[early]).await.waiting, 1);
        assert_eq!(reason(come_back(&world, &main, id, &[]).await), "RETURN_NOT_FOUND");
        world.take(&[world.confirmation(order, &lines, &got, false)]).await;
        come_back(&world, &main, id, &[]).await.unwrap();
    })
    .await;
}
