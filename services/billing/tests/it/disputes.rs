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

        assert_eq!(world.stated::<proto::DisputeNotCreditable>().await, vec![]);

        // All that is left: 5.00 more than that the customer has already.
        let dispute = resolve(&world, &invoice, "CREDIT", 1_697).await.to_string();
        let documents = world.documents().await;
        assert_eq!((documents.len(), minor(&documents[2].gross_amount)), (3, 1_197));
        assert_eq!(documents[2].dispute_id, dispute);
        assert_eq!(minor(&documents[0].credited_net_amount), 1_000);
        let told = proto::DisputeNotCreditable {
            dispute_id: dispute,
            document_id: invoice.invoice_id.clone(),
            gross_amount: gbp(500),
            credit_note_id: documents[2].invoice_id.clone(),
        };
        assert_eq!(world.stated::<proto::DisputeNotCreditable>().await, vec![told]);
        world.assert_lawful().await;
    })
    .await;
}

async fn void(world: &World, invoice: &proto::Invoice, rebill: bool) -> Option<proto::Invoice> {
    let request = proto::VoidInvoiceRequest {
        request_id: new_uuid().to_string(),
        invoice_id: invoice.invoice_id.clone(),
        reason: "wrong address".to_owned(),
        rebill,
    };
    world.client().void_invoice(request).await.unwrap().into_inner().invoice
}

/// The void has given all of it back. Who waits for the end of the dispute is told that no note will come.
#[tokio::test]
async fn a_dispute_that_is_granted_after_the_void_credits_nothing_more() {
    on_both(async |world| {
        let invoice = world.client().create_invoice(invoice_over(1_000)).await.unwrap().into_inner();
        void(&world, &invoice, false).await;
        let dispute = resolve(&world, &invoice, "CREDIT", 600).await;
        assert_eq!(world.documents().await.len(), 2, "the invoice and its void");
        let told = proto::DisputeNotCreditable {
            dispute_id: dispute.to_string(),
            document_id: invoice.invoice_id,
            gross_amount: gbp(600),
            credit_note_id: String::new(),
        };
        assert_eq!(world.stated::<proto::DisputeNotCreditable>().await, vec![told]);
        world.assert_lawful().await;
    })
    .await;
}

/// What was issued anew, twice here, is what the customer owes: that is credited.
#[tokio::test]
async fn a_dispute_is_credited_on_the_invoice_that_took_the_place_of_its_own() {
    on_both(async |world| {
        let invoice = world.client().create_invoice(invoice_over(1_000)).await.unwrap().into_inner();
        world.client().create_invoice(invoice_over(500)).await.unwrap();
        let second = void(&world, &invoice, true).await.unwrap();
        let third = void(&world, &second, true).await.unwrap();
        let dispute = resolve(&world, &invoice, "PARTIAL", 600).await;
        let note = world.documents().await.pop().unwrap();
        assert_eq!((note.corrected_invoice_id, minor(&note.gross_amount)), (third.invoice_id, 600));
        assert_eq!(note.dispute_id, "", "it corrects another invoice than the dispute is over");
        let told = world.stated::<proto::DisputeNotCreditable>().await;
        assert_eq!(
            (told.len(), told[0].dispute_id.as_str(), minor(&told[0].gross_amount)),
            (1, &*dispute.to_string(), 0)
        );
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
