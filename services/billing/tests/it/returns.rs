//! Goods that came back are credited with what they were billed with.

use o2c_proto::billing::v1 as proto;

use crate::{
    messages::{Order, credit_on, minor, of_line},
    world::on_both,
};

#[tokio::test]
async fn a_return_credits_the_newest_invoice_first() {
    on_both(async |world| {
        let order = Order::new().line(10, 1_000);
        let (first, second) = (order.shipment("2010-12-31", &[(1, 4)]), order.shipment("2011-01-04", &[(1, 6)]));
        world
            .deliver(&[
                world.fact(order.id, &order.message),
                world.fact(first.id, &first.message),
                world.fact(second.id, &second.message),
            ])
            .await;
        let (id, returned) = order.returned("2011-02-01", &[(1, 8, 800)]);
        let fact = world.fact(id, &returned);
        world.deliver(std::slice::from_ref(&fact)).await;
        world.deliver(&[fact]).await;

        let documents = world.documents().await;
        let notes: Vec<_> = documents.iter().filter(|d| d.kind() == proto::InvoiceKind::CreditNote).collect();
        assert_eq!(notes.len(), 2);
        assert_eq!((minor(&notes[0].net_amount), minor(&notes[0].tax_amount)), (600, 120));
        assert_eq!((minor(&notes[1].net_amount), minor(&notes[1].tax_amount)), (200, 35));
        assert_eq!(notes[0].corrected_invoice_id, documents[1].invoice_id);
        assert_eq!(notes[1].corrected_invoice_number, "INV-00000001");
        assert_eq!((notes[0].reason_code.as_str(), notes[0].number.as_str()), ("RETURN", "CN-00000001"));
        assert_eq!(minor(&documents[0].credited_net_amount), 200);
        assert_eq!(world.stated::<proto::CreditNoteIssued>().await.len(), 2);
        let signed: i64 = world.figures("billing.documents").await.iter().map(|(_, amounts)| amounts[0]).sum();
        assert_eq!(signed, 470 + 720 - 720 - 235);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_credited_before_is_credited_without_reference() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        let invoice = world.documents().await.remove(0);
        world.client().create_credit_note(credit_on(&invoice, vec![of_line(1, 900)])).await.unwrap();
        let (id, returned) = order.returned("2011-02-01", &[(1, 1, 500)]);
        world.deliver(&[world.fact(id, &returned)]).await;
        let documents = world.documents().await;
        let amounts: Vec<_> = documents[2..].iter().map(|d| (minor(&d.net_amount), minor(&d.tax_amount))).collect();
        // 1.00 left at 17.5 %: R(10.00) − R(9.00) = 1.75 − 1.58; the rest at the 20 % of the day.
        assert_eq!(amounts, vec![(100, 17), (400, 80)]);
        assert_eq!(documents[3].corrected_invoice_id, "");
        assert_eq!(documents[3].order_id, order.id.to_string());
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_return_waits_for_its_order() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        let (id, returned) = order.returned("2011-02-01", &[(1, 1, 500)]);
        world.deliver(&[world.fact(shipment.id, &shipment.message), world.fact(id, &returned)]).await;
        assert_eq!(world.documents().await.len(), 0);
        world.deliver(&[world.fact(order.id, &order.message)]).await;
        assert_eq!(world.documents().await.len(), 2);
        world.assert_lawful().await;
    })
    .await;
}
