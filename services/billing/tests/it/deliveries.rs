//! What is billed on delivery waits for it.

use o2c_proto::billing::v1 as proto;

use crate::{
    messages::{Order, minor},
    world::on_both,
};

#[tokio::test]
async fn a_mixed_shipment_is_billed_in_two_parts_and_its_estimate_is_split() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000).line_on_delivery(2, 600);
        let shipment = order.shipment("2010-12-31", &[(1, 2), (2, 2)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        assert_eq!(world.documents().await.len(), 1);
        assert_eq!(world.figures("billing.billed_shipments").await, vec![(shipment.id, vec![100, 1, 100, 1])]);

        // One of the two arrived, after the rate had changed.
        let delivered = shipment.delivered("2011-01-04", &[(1, 2), (2, 1)]);
        let fact = world.fact(shipment.id, &delivered);
        world.deliver(std::slice::from_ref(&fact)).await;
        world.deliver(&[fact]).await;
        let documents = world.documents().await;
        assert_eq!(documents.len(), 2);
        assert_eq!((minor(&documents[1].net_amount), minor(&documents[1].tax_amount)), (300, 60));
        let estimates: Vec<i64> =
            world.stated::<proto::InvoiceIssued>().await.iter().map(|fact| minor(&fact.gross_estimate)).collect();
        assert_eq!(estimates, vec![100, 100]);
        assert_eq!(world.figures("billing.billed_shipments").await, vec![(shipment.id, vec![200, 2, 0, 0])]);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn what_never_arrived_is_not_billable() {
    on_both(async |world| {
        let order = Order::new().line_on_delivery(2, 600);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        let delivered = shipment.delivered("2011-01-04", &[(1, 0)]);
        world
            .deliver(&[
                world.fact(order.id, &order.message),
                world.fact(shipment.id, &shipment.message),
                world.fact(shipment.id, &delivered),
            ])
            .await;
        assert_eq!(world.documents().await.len(), 0);
        assert_eq!(minor(&world.stated::<proto::ShipmentNotBillable>().await[0].gross_estimate), 100);
        world.assert_lawful().await;
    })
    .await;
}

/// Its shipping failed, and a person discarded it: the goods have arrived, and nobody has billed them.
#[tokio::test]
async fn the_delivery_of_a_shipment_that_is_not_known_is_told() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        world.deliver(&[world.fact(order.id, &order.message)]).await;
        let delivered = shipment.delivered("2011-01-04", &[(1, 2)]);
        world.deliver(&[world.fact(shipment.id, &delivered)]).await;
        assert_eq!(world.parked().await, 1, "it failed, and is tried again");
        world.ask_again(30).await;
        let letters = world.query("SELECT reason FROM dead_letter").await;
        let reason: String = letters[0].try_get_by_index(0).unwrap();
        assert!(reason.contains(&format!("shipment {}", shipment.id)), "{reason}");

        // of one that nothing has arrived of, nothing is missed
        let other = order.shipment("2010-12-31", &[(1, 2)]);
        world.deliver(&[world.fact(other.id, &other.delivered("2011-01-04", &[(1, 0)]))]).await;
        assert_eq!(
            (world.parked().await, world.count("SELECT CAST(COUNT(*) AS BIGINT) FROM dead_letter").await),
            (0, 1)
        );
    })
    .await;
}
