//! One invoice, and all who would take it back.

use o2c::demo::desk::Person;
use o2c_integration_tests::{amount, note_line, snapshot};
use o2c_proto::billing::v1::{CreateCreditNoteRequest, GetInvoiceRequest, VoidInvoiceRequest};

use crate::crowd::{CALLERS, crowd, on_both_engines};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credit_notes_race_for_one_invoice() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let invoice = mesh.invoice(snapshot(&customer, "ACME Limited")).await;

        let (desk, invoice_id) = (mesh.desk.clone(), invoice.invoice_id.clone());
        let credited = crowd("credit notes of 3.00 for 100.00", move |_| {
            let (mut desk, invoice_id) = (desk.clone(), invoice_id.clone());
            async move { desk.billing.create_credit_note(desk.ask(Person::Accountant, of_three(invoice_id))).await }
        });
        credited.await.assert(33, "CREDIT_EXCEEDS_INVOICE");

        let item = mesh.item_of(&invoice.invoice_id).await;
        assert_eq!(amount(item.open_amount.as_ref()), "1.20");
        assert_eq!(amount(mesh.credit(&customer).await.exposure.as_ref()), "1.20");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invoice_is_voided_once_beside_its_credit_notes() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let invoice = mesh.invoice(snapshot(&customer, "ACME Limited")).await;

        let (desk, invoice_id) = (mesh.desk.clone(), invoice.invoice_id.clone());
        let taken = crowd("credit notes of 3.00 and voids", move |caller| {
            let (mut desk, invoice_id) = (desk.clone(), invoice_id.clone());
            async move {
                if caller >= CALLERS - 2 {
                    let void = VoidInvoiceRequest { invoice_id, reason: "wrong".to_owned(), ..Default::default() };
                    let request = desk.ask(Person::Accountant, void);
                    Ok(desk.billing.void_invoice(request).await?.into_inner().credit_note.unwrap())
                } else {
                    let request = desk.ask(Person::Accountant, of_three(invoice_id));
                    Ok(desk.billing.create_credit_note(request).await?.into_inner())
                }
            }
        });
        let taken = taken.await;
        let net = taken.accepted().map(|note| o2c::demo::wire::minor(note.net_amount.as_ref()).unwrap()).sum::<i64>();
        assert_eq!(net, 10_000, "all notes together take exactly the invoice");

        let request = mesh.desk.ask(Person::Accountant, GetInvoiceRequest { invoice_id: invoice.invoice_id.clone() });
        let voided = mesh.desk.billing.get_invoice(request).await.unwrap().into_inner();
        assert_eq!(amount(voided.credited_net_amount.as_ref()), "100.00");
        assert_eq!(amount(mesh.item_of(&invoice.invoice_id).await.open_amount.as_ref()), "0.00");
    })
    .await;
}

fn of_three(invoice_id: String) -> CreateCreditNoteRequest {
    CreateCreditNoteRequest {
        invoice_id,
        reason_code: "GOODWILL".to_owned(),
        lines: vec![note_line(1, "3.00")],
        ..CreateCreditNoteRequest::default()
    }
}
