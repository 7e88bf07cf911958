//! Numbers are unique and gapless, whoever takes them and whatever fails.

use o2c_proto::billing::v1 as proto;

use crate::{
    messages::{Order, credit_on, invoice_over, of_line},
    world::{World, on_both},
};

async fn report(world: &World) -> Vec<(String, i64, i64, Vec<i64>)> {
    let report = world.client().get_number_gap_report(proto::GetNumberGapReportRequest {}).await.unwrap();
    let series = report.into_inner().series.into_iter();
    series.map(|series| (series.name, series.last, series.documents, series.missing)).collect()
}

#[tokio::test]
async fn many_at_once_leave_no_gap() {
    on_both(async |world| {
        let calls = (0..24).map(|number| {
            let mut client = world.client();
            // Every third is refused after it was decided with others.
            let request = if number % 3 == 0 { invoice_over(0) } else { invoice_over(100) };
            tokio::spawn(async move { client.create_invoice(request).await })
        });
        let mut numbers = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            numbers.extend(call.await.unwrap().ok().map(|invoice| invoice.into_inner().number));
        }
        numbers.sort();
        let expected: Vec<String> = (1..=16).map(|number| format!("INV-{number:08}")).collect();
        assert_eq!(numbers, expected);
        assert_eq!(report(&world).await, vec![("main/INV".to_owned(), 16, 16, vec![])]);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn facts_and_people_share_the_series_whatever_the_size_of_the_set() {
    for size in [1, 7, 256] {
        on_both(async |world| {
            let mut facts = Vec::new();
            for net in 1..=20 {
                let order = Order::new().line(1, net * 100);
                let shipment = order.shipment("2011-01-04", &[(1, 1)]);
                facts.push(world.fact(order.id, &order.message));
                facts.push(world.fact(shipment.id, &shipment.message));
            }
            let consumer = world.consumer().with_set_size(size);
            o2c_messaging::take(&consumer, &facts).await.unwrap();
            let documents = world.documents().await;
            let nets: Vec<i64> = documents.iter().map(|d| d.net_amount.as_ref().unwrap().units).collect();
            assert_eq!(nets, (1..=20).collect::<Vec<i64>>());
            world.client().create_credit_note(credit_on(&documents[0], vec![of_line(1, 1)])).await.unwrap();
            let invoice = world.client().create_invoice(invoice_over(1)).await.unwrap().into_inner();
            assert_eq!(invoice.number, "INV-00000021");
            let expected = vec![("main/CN".to_owned(), 1, 1, vec![]), ("main/INV".to_owned(), 21, 21, vec![])];
            assert_eq!(report(&world).await, expected);
            world.assert_lawful().await;
        })
        .await;
    }
}

#[tokio::test]
async fn a_missing_document_is_named() {
    on_both(async |world| {
        for _ in 0..5 {
            world.client().create_invoice(invoice_over(100)).await.unwrap();
        }
        world.tamper("DELETE FROM document WHERE sequence IN (1, 3, 5)").await;
        assert_eq!(report(&world).await, vec![("main/INV".to_owned(), 5, 2, vec![1, 3, 5])]);
        let broken = world.broken().await;
        assert!(broken.iter().any(|(law, _)| *law == "BIL-5"), "{broken:?}");
    })
    .await;
}
