//! Goods that came back are credited with what they were billed with.

use std::time::Duration;

use o2c_kernel::new_uuid;
use o2c_proto::billing::v1 as proto;
use o2c_store::Engine;

use crate::{
    messages::{Order, credit_on, gbp, minor, of_line},
    world::{World, on_both, soon},
};

/// Ten of a line, billed in two invoices: 4 in the old year, 6 in the new one.
async fn in_two_shipments(world: &World) -> Order {
    let order = Order::new().line(10, 1_000);
    let (first, second) = (order.shipment("2010-12-31", &[(1, 4)]), order.shipment("2011-01-04", &[(1, 6)]));
    world
        .deliver(&[
            world.fact(order.id, &order.message),
            world.fact(first.id, &first.message),
            world.fact(second.id, &second.message),
        ])
        .await;
    order
}

#[tokio::test]
async fn a_return_credits_the_newest_invoice_first() {
    on_both(async |world| {
        let order = in_two_shipments(&world).await;
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
async fn what_was_agreed_beyond_the_invoice_is_credited_without_reference() {
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

/// The customer was given 9.00 of 10.00 for their price: for both units there is 1.00 left, however they come back.
#[tokio::test]
async fn at_the_order_s_price_no_more_is_credited_than_the_line_has_left() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        let invoice = world.documents().await.remove(0);
        world.client().create_credit_note(credit_on(&invoice, vec![of_line(1, 900)])).await.unwrap();
        for day in ["2011-02-01", "2011-02-02"] {
            let (id, returned) = order.returned_at_order_price(day, &[(1, 1, 500)]);
            world.deliver(&[world.fact(id, &returned)]).await;
        }
        let documents = world.documents().await;
        assert_eq!((documents.len(), minor(&documents[2].net_amount)), (3, 100));
        assert_eq!(documents[2].corrected_invoice_id, invoice.invoice_id);
        let told = world.stated::<proto::ReturnNotCreditable>().await;
        let amounts: Vec<_> = told.iter().map(|fact| minor(&fact.lines[0].net_amount)).collect();
        assert_eq!(amounts, vec![400, 500]);
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

/// However long its invoice takes: a return that came first is parked, and done when the invoice is there.
#[tokio::test]
async fn a_return_waits_for_what_bills_its_goods() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000).line_on_delivery(1, 500);
        world.deliver(&[world.fact(order.id, &order.message)]).await;
        let (first, returned) = order.returned("2011-02-01", &[(1, 1, 500)]);
        let (second, delivered_too) = order.returned("2011-02-02", &[(2, 1, 500)]);
        world.deliver(&[world.fact(first, &returned), world.fact(second, &delivered_too)]).await;
        world.ask_again(8).await;
        assert_eq!(world.parked().await, 2);
        let shipment = order.shipment("2010-12-31", &[(1, 2), (2, 1)]);
        world.deliver(&[world.fact(shipment.id, &shipment.message)]).await;
        assert_eq!((world.documents().await.len(), world.parked().await), (2, 1), "what is due on delivery waits on");
        world.deliver(&[world.fact(shipment.id, &shipment.delivered("2011-01-10", &[(2, 1)]))]).await;
        let documents = world.documents().await;
        let notes: Vec<_> = documents.iter().filter(|d| d.kind() == proto::InvoiceKind::CreditNote).collect();
        assert_eq!(notes.len(), 2);
        assert!(notes.iter().all(|note| !note.corrected_invoice_id.is_empty() && minor(&note.net_amount) == 500));
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn more_than_was_ever_ordered_does_not_wait() {
    on_both(async |world| {
        let order = Order::new().line(3, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        let (id, returned) = order.returned("2011-02-01", &[(1, 3, 500)]);
        world
            .deliver(&[
                world.fact(order.id, &order.message),
                world.fact(order.id, &order.cancelled(1, 1, 333)),
                world.fact(shipment.id, &shipment.message),
                world.fact(id, &returned),
            ])
            .await;
        let waits = "SELECT CAST(COUNT(*) AS BIGINT) FROM parked_event WHERE waits_for IS NOT NULL";
        assert_eq!((world.count(waits).await, world.parked().await), (0, 1), "it failed, and is tried again");
    })
    .await;
}

async fn void(world: &World, invoice: &proto::Invoice, rebill: bool) -> proto::VoidInvoiceResponse {
    let void = proto::VoidInvoiceRequest {
        request_id: new_uuid().to_string(),
        invoice_id: invoice.invoice_id.clone(),
        reason: "never ordered".to_owned(),
        rebill,
    };
    world.client().void_invoice(void).await.unwrap().into_inner()
}

/// The void has credited them already. Somebody who looks for the credit finds why there is none.
#[tokio::test]
async fn goods_of_a_voided_invoice_come_back_for_nothing() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        let invoice = world.documents().await.remove(0);
        void(&world, &invoice, false).await;
        let (id, returned) = order.returned("2011-02-01", &[(1, 2, 1_000)]);
        let fact = world.fact(id, &returned);
        world.deliver(std::slice::from_ref(&fact)).await;
        world.deliver(&[fact]).await;
        let documents = world.documents().await;
        assert_eq!(documents.len(), 2, "the invoice and its void: {documents:?}");
        let line = proto::NotCreditableLine { order_line_number: 1, net_amount: gbp(1_000) };
        let told = proto::ReturnNotCreditable {
            goods_return_id: id.to_string(),
            order_id: order.id.to_string(),
            lines: vec![line],
        };
        assert_eq!(world.stated::<proto::ReturnNotCreditable>().await, vec![told]);
        assert_eq!(world.count("SELECT returned_quantity FROM source_line").await, 2_000_000);
        world.assert_lawful().await;
    })
    .await;
}

/// Of two invoices of a line one is voided: the other is what the customer still owes, and all that is credited.
#[tokio::test]
async fn beside_a_voided_invoice_the_other_one_of_the_line_bounds_the_credit() {
    on_both(async |world| {
        let order = in_two_shipments(&world).await;
        let invoices = world.documents().await;
        void(&world, &invoices[1], false).await;
        let (id, returned) = order.returned("2011-02-01", &[(1, 8, 800)]);
        world.deliver(&[world.fact(id, &returned)]).await;
        let note = world.documents().await.pop().unwrap();
        assert_eq!((note.corrected_invoice_id.as_str(), minor(&note.net_amount)), (&*invoices[0].invoice_id, 400));
        let told = world.stated::<proto::ReturnNotCreditable>().await;
        assert_eq!(told[0].lines[0].net_amount, gbp(400));
        world.assert_lawful().await;
    })
    .await;
}

/// An invoice is voided and billed again while a return of its goods is under way.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_return_finds_the_invoice_that_takes_the_place_of_a_voided_one() {
    on_both(async |world| {
        let order = Order::new().line(2, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        let invoice = world.documents().await.remove(0);
        let (id, returned) = order.returned("2011-02-01", &[(1, 1, 500)]);
        let returned = world.fact(id, &returned);

        // both come while somebody holds the invoice, the void first
        let holder = hold(&world).await;
        let voiding = tokio::spawn({
            let world = world.clone();
            async move {
                let void = proto::VoidInvoiceRequest {
                    request_id: new_uuid().to_string(),
                    invoice_id: invoice.invoice_id,
                    reason: "wrong address".to_owned(),
                    rebill: true,
                };
                world.client().void_invoice(void).await.unwrap().into_inner()
            }
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        let returning = tokio::spawn({
            let world = world.clone();
            async move { world.deliver(&[returned]).await }
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        holder.rollback().await;
        let voided = voiding.await.unwrap();
        returning.await.unwrap();

        let again = voided.invoice.unwrap();
        let note = world.documents().await.pop().unwrap();
        assert_eq!(note.corrected_invoice_id, again.invoice_id, "{note:?}");
        assert_eq!((minor(&note.net_amount), note.reason_code.as_str()), (500, "RETURN"));
        world.assert_lawful().await;
    })
    .await;
}

/// Holds what credits of any invoice lock.
async fn hold(world: &World) -> o2c_store::Tx {
    let tx = world.store.begin_write(soon()).await.unwrap();
    if world.store.engine() == Engine::Postgres {
        let sql = "SELECT document_id FROM document_credit FOR UPDATE";
        o2c_store::Sql::new(sql).rows(&tx).await.unwrap();
    }
    tx
}
