//! Each law names the fault that is planted behind the service's back.

use crate::{
    messages::{Order, credit_on, of_line},
    world::{World, on_both},
};

/// A book with every kind of row: two invoices of an order, a cancelled rest, a partly credited one.
async fn book(world: &World) {
    let order = Order::new().line(3, 1_000).line(2, 501);
    let (first, second) = (order.shipment("2010-12-31", &[(1, 1), (2, 2)]), order.shipment("2011-01-04", &[(1, 1)]));
    world
        .deliver(&[
            world.fact(order.id, &order.message),
            world.fact(first.id, &first.message),
            world.fact(second.id, &second.message),
        ])
        .await;
    world.deliver(&[world.fact(order.id, &order.cancelled(1, 1, 333))]).await;
    let invoice = world.documents().await.remove(0);
    world.client().create_credit_note(credit_on(&invoice, vec![of_line(2, 100)])).await.unwrap();
}

/// The law that must fail, and the fault.
const FAULTS: &[(&str, &str)] = &[
    ("BIL-1", "DELETE FROM billed_line WHERE line_number = 2"),
    ("BIL-1", "UPDATE billed_line SET net_amount = net_amount + 1 WHERE line_number = 2"),
    ("BIL-2", "UPDATE source_line SET billed_net = billed_net + 1 WHERE line_number = 1"),
    ("BIL-2", "UPDATE source_line SET cancelled_net = cancelled_net - 1 WHERE line_number = 1"),
    ("BIL-3", "UPDATE tax_subtotal SET tax_amount = tax_amount + 1"),
    ("BIL-3", "UPDATE tax_subtotal SET rounding_amount = 2, tax_amount = tax_amount + 2"),
    ("BIL-3", "UPDATE document_line SET net_amount = net_amount + 1 WHERE line_number = 2"),
    ("BIL-3", "UPDATE document SET gross_amount = gross_amount + 1 WHERE kind = 'INV'"),
    ("BIL-4", "UPDATE document SET reason = 'another' WHERE kind = 'CN'"),
    ("BIL-4", "UPDATE document_line SET description = 'Anvil' WHERE line_number = 1"),
    ("BIL-4", "UPDATE document_credit SET credited_net = credited_net + 1"),
    ("BIL-4", "UPDATE document_line SET credited_net = credited_net + 1 WHERE line_number = 2"),
    ("BIL-4", "UPDATE tax_subtotal SET credited_tax = credited_tax + 1 WHERE credited_tax > 0"),
    ("BIL-5", "UPDATE document SET sequence = 7 WHERE kind = 'CN'"),
    ("BIL-5", "UPDATE number_series SET next = next + 1 WHERE series = 'main/INV'"),
    ("BIL-5", "UPDATE number_series SET next = next + 1 WHERE series = 'documents'"),
];

#[tokio::test]
async fn every_planted_fault_is_named() {
    for (law, fault) in FAULTS {
        on_both(async |world| {
            book(&world).await;
            world.assert_lawful().await;
            world.tamper(fault).await;
            let broken = world.broken().await;
            let named = broken.iter().find(|(id, _)| id == law);
            assert!(named.is_some_and(|(_, documents)| !documents.is_empty()), "{law} by {fault}: {broken:?}");
        })
        .await;
    }
}

/// Returns of every kind: one at the order's price beyond what is left, one with an agreed price beyond it, of an invoice that
/// was credited as a whole before.
async fn returns(world: &World) {
    let order = Order::new().line(4, 1_000);
    let shipment = order.shipment("2010-12-31", &[(1, 4)]);
    world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
    let invoice = world.documents().await.remove(0);
    world.client().create_credit_note(credit_on(&invoice, vec![of_line(1, 600)])).await.unwrap();
    let (first, returned) = order.returned_at_order_price("2011-02-01", &[(1, 1, 250)]);
    let (second, rest) = order.returned_at_order_price("2011-02-01", &[(1, 1, 250)]);
    world.deliver(&[world.fact(first, &returned), world.fact(second, &rest)]).await;
    let (third, agreed) = order.returned("2011-02-01", &[(1, 1, 300)]);
    world.deliver(&[world.fact(third, &agreed)]).await;
    let lines = "SELECT CAST(COUNT(*) AS BIGINT) FROM return_credit WHERE";
    assert_eq!(world.count(&format!("{lines} not_credited_net = 100 AND on_invoices_net = 150")).await, 1);
    assert_eq!(world.count(&format!("{lines} unreferenced_net = 300")).await, 1);
}

const OF_RETURNS: &[&str] = &[
    "UPDATE return_credit SET at_order_price = TRUE WHERE unreferenced_net > 0",
    "UPDATE return_credit SET not_credited_net = not_credited_net - 1 WHERE not_credited_net > 0",
    "UPDATE return_credit SET on_invoices_net = 251, agreed_net = 251 WHERE on_invoices_net = 250",
    "UPDATE return_credit SET unreferenced_net = 299, agreed_net = 299 WHERE unreferenced_net = 300",
    "UPDATE document SET reason_code = 'CANCELLATION' WHERE reason_code = 'RETURN' AND corrected_id IS NOT NULL",
];

#[tokio::test]
async fn what_a_return_credits_twice_is_named() {
    for fault in OF_RETURNS {
        on_both(async |world| {
            returns(&world).await;
            world.assert_lawful().await;
            world.tamper(fault).await;
            let broken = world.broken().await;
            let named = broken.iter().find(|(id, _)| *id == "BIL-7");
            assert!(named.is_some_and(|(_, returns)| returns.len() == 1), "{fault}: {broken:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn a_law_says_how_much_it_compared() {
    on_both(async |world| {
        book(&world).await;
        let mut rows = Vec::new();
        for law in world.service.audit().laws() {
            rows.push((law.id, (law.check)(&world.store).await.unwrap().rows));
        }
        assert_eq!(rows, vec![("BIL-1", 2), ("BIL-2", 2), ("BIL-3", 3), ("BIL-4", 3), ("BIL-5", 3), ("BIL-7", 0)]);
    })
    .await;
}
