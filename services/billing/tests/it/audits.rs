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

#[tokio::test]
async fn a_law_says_how_much_it_compared() {
    on_both(async |world| {
        book(&world).await;
        let mut rows = Vec::new();
        for law in world.service.audit().laws() {
            rows.push((law.id, (law.check)(&world.store).await.unwrap().rows));
        }
        assert_eq!(rows, vec![("BIL-1", 2), ("BIL-2", 2), ("BIL-3", 3), ("BIL-4", 3), ("BIL-5", 3)]);
    })
    .await;
}
