//! What left the warehouse is billed, once.

use o2c_messaging::take;
use o2c_proto::billing::v1 as proto;

use crate::{
    messages::{Order, minor},
    world::on_both,
};

#[tokio::test]
async fn a_shipment_makes_an_invoice_at_the_rate_of_its_day() {
    on_both(async |world| {
        let order = Order::new().line(4, 1_000).line(1, 0);
        let shipment = order.shipment("2009-12-31", &[(1, 2), (2, 1)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;

        let documents = world.documents().await;
        assert_eq!(documents.len(), 1);
        let invoice = &documents[0];
        assert_eq!(
            (minor(&invoice.net_amount), minor(&invoice.tax_amount), minor(&invoice.gross_amount)),
            (500, 75, 575)
        );
        assert_eq!((invoice.number.as_str(), invoice.kind()), ("INV-00000001", proto::InvoiceKind::Invoice));
        assert_eq!(invoice.due_on.unwrap(), crate::messages::date("2010-01-30").unwrap());
        assert_eq!(invoice.issued_on, invoice.supplied_on);
        assert_eq!(invoice.lines.iter().map(|line| line.order_line_number).collect::<Vec<_>>(), vec![1, 2]);
        assert_eq!(invoice.tax_subtotals[0].tax_category, "S");

        let stated = world.stated::<proto::InvoiceIssued>().await;
        assert_eq!(stated.len(), 1);
        assert_eq!((minor(&stated[0].gross_estimate), stated[0].invoice.as_ref()), (200, Some(invoice)));
        assert_eq!(world.figures("billing.billed_shipments").await, vec![(shipment.id, vec![200, 2, 0, 0])]);
        assert_eq!(world.figures("billing.invoiced").await, vec![(order.id, vec![3_000_000, 500])]);
        assert_eq!(world.figures("billing.documents").await.len(), 1);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_shipment_waits_for_its_order_and_is_billed_right_after_it() {
    on_both(async |world| {
        let order = Order::new().line(1, 1_000);
        let shipment = order.shipment("2011-01-04", &[(1, 1)]);
        world.deliver(&[world.fact(shipment.id, &shipment.message)]).await;
        assert_eq!(world.documents().await.len(), 0);
        world.deliver(&[world.fact(order.id, &order.message)]).await;
        assert_eq!(minor(&world.documents().await[0].gross_amount), 1_200);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_delivered_twice_or_at_once_is_billed_once() {
    on_both(async |world| {
        let order = Order::new().line(10, 1_000);
        let shipment = order.shipment("2011-01-04", &[(1, 10)]);
        let set = [world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)];
        let (one, other) = (world.consumer(), world.consumer());
        let (left, right) = tokio::join!(take(&one, &set), take(&other, &set));
        left.unwrap();
        right.unwrap();
        world.deliver(&set).await;
        // The same shipment stated by a producer that was restored: another event, the same billing key.
        world.deliver(&[world.fact(shipment.id, &shipment.message)]).await;
        assert_eq!(world.documents().await.len(), 1);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn shipments_and_cancellations_add_up_to_the_line_whatever_the_set() {
    on_both(async |world| {
        let order = Order::new().line(7, 1_000);
        let mut facts = vec![world.fact(order.id, &order.message)];
        for (quantity, day) in [(2, "2010-12-31"), (3, "2011-01-03"), (1, "2011-01-04")] {
            let shipment = order.shipment(day, &[(1, quantity)]);
            facts.push(world.fact(shipment.id, &shipment.message));
        }
        // The last one of seven, from the tail: 1000 − R(6/7).
        let cancelled = order.cancelled(1, 1, 143);
        facts.push(world.fact(order.id, &cancelled));
        world.deliver(&facts[..2]).await;
        world.deliver(&facts[2..]).await;
        let documents = world.documents().await;
        let nets: Vec<i64> = documents.iter().map(|document| minor(&document.net_amount)).collect();
        assert_eq!(nets, vec![286, 428, 143]);
        assert_eq!(nets.iter().sum::<i64>() + 143, 1_000);
        let rates: Vec<_> = documents.iter().map(|d| d.tax_subtotals[0].tax_rate.clone().unwrap().value).collect();
        assert_eq!(rates, vec!["0.175", "0.175", "0.2"]);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn free_goods_make_no_invoice_and_say_so() {
    on_both(async |world| {
        let order = Order::new().line(1, 0);
        let shipment = order.shipment("2011-01-04", &[(1, 1)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        assert_eq!(world.documents().await.len(), 0);
        let stated = world.stated::<proto::ShipmentNotBillable>().await;
        assert_eq!(
            (stated[0].shipment_id.as_str(), minor(&stated[0].gross_estimate)),
            (&*shipment.id.to_string(), 100)
        );
        assert_eq!(world.figures("billing.billed_shipments").await, vec![(shipment.id, vec![100, 1, 0, 0])]);
        assert_eq!(world.figures("billing.invoiced").await, vec![(order.id, vec![0, 0])]);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_shipment_that_contradicts_its_order_harms_no_other() {
    on_both(async |world| {
        let order = Order::new().line(1, 1_000);
        let (good, bad) = (order.shipment("2011-01-04", &[(1, 1)]), order.shipment("2011-01-04", &[(1, 1)]));
        let mut unreadable = order.shipment("2011-01-04", &[(1, 1)]);
        unreadable.message.shipped_on = None;
        let set = [
            world.fact(order.id, &order.message),
            world.fact(unreadable.id, &unreadable.message),
            world.fact(good.id, &good.message),
            world.fact(bad.id, &bad.message),
        ];
        world.deliver(&set).await;
        // Both are kept, to be tried again and then to be shown to a person.
        assert_eq!(world.count("SELECT CAST(COUNT(*) AS BIGINT) FROM parked_event").await, 2);
        assert_eq!(world.documents().await.len(), 1);
        assert_eq!(world.broken().await, vec![]);
    })
    .await;
}

#[tokio::test]
async fn the_tax_follows_the_destination() {
    on_both(async |world| {
        let cases = [
            ("DE", "DE123456789", "AE", 0),
            ("DE", "", "S", 200),
            ("EU", "EU1", "AE", 0),
            ("JE", "", "G", 0),
            ("XX", "", "G", 0),
        ];
        for (country, tax_id, category, tax) in cases {
            let order = Order::new().to(country, tax_id).line(1, 1_000);
            let shipment = order.shipment("2011-01-04", &[(1, 1)]);
            world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
            let invoice = world.documents().await.pop().unwrap();
            assert_eq!(invoice.tax_subtotals[0].tax_category, category, "{country}");
            assert_eq!(minor(&invoice.tax_amount), tax, "{country}");
            assert_eq!(invoice.tax_subtotals[0].exemption_reason.is_empty(), category == "S");
        }
        world.assert_lawful().await;
    })
    .await;
}
