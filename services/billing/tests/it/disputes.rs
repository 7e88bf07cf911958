//! What a dispute grants is credited, gross, to the cent.

use o2c_kernel::new_uuid;
use o2c_proto::{billing::v1 as proto, collections::v1::DisputeResolved};
use uuid::Uuid;

use crate::{
    messages::{date, gbp, invoice_over, minor},
    world::{World, on_both},
};

async fn resolve(world: &World, invoice: &proto::Invoice, resolution: &str, gross: i64) -> Uuid {
    let id = new_uuid();
    let resolved = DisputeResolved {
        dispute_id: id.to_string(),
        document_id: invoice.invoice_id.clone(),
        resolution: resolution.to_owned(),
        credited_amount: gbp(gross),
        reason: "PRICE".to_owned(),
        resolved_on: date("2011-07-01"),
        disputed_amount: gbp(gross),
        ..Default::default()
    };
    world.deliver(&[world.fact(id, &resolved)]).await;
    id
}

#[tokio::test]
async fn a_granted_dispute_is_credited_and_named() {
    on_both(async |world| {
        let invoice = world.client().create_invoice(invoice_over(1_000)).await.unwrap().into_inner();
        let dispute = resolve(&world, &invoice, "PARTIAL", 3).await;
        let note = world.documents().await.pop().unwrap();
        assert_eq!((minor(&note.gross_amount), note.dispute_id.as_str()), (3, &*dispute.to_string()));
        assert_eq!((note.reason_code.as_str(), note.issued_on), ("PRICE", date("2011-07-01")));

        // All that is left, and 5.00 more than there is.
        resolve(&world, &invoice, "CREDIT", 1_697).await;
        let documents = world.documents().await;
        let gross: Vec<i64> = documents[2..].iter().map(|document| minor(&document.gross_amount)).collect();
        assert_eq!(gross, vec![1_197, 500]);
        assert_eq!(documents[2..].iter().filter(|document| !document.dispute_id.is_empty()).count(), 1);
        assert_eq!(minor(&documents[0].credited_net_amount), 1_000);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_rejected_dispute_credits_nothing() {
    on_both(async |world| {
        let invoice = world.client().create_invoice(invoice_over(1_000)).await.unwrap().into_inner();
        resolve(&world, &invoice, "REJECTED", 0).await;
        resolve(&world, &invoice, "WITHDRAWN", 0).await;
        assert_eq!(world.documents().await.len(), 1);
        world.assert_lawful().await;
    })
    .await;
}
