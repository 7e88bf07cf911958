//! Notes and voids that people ask for.

use o2c_kernel::new_uuid;
use o2c_proto::{BatchResponse, billing::v1 as proto};
use tonic::Code;

use crate::{
    messages::{credit_on, customer, fee, invoice_over, minor, of_line},
    world::{World, on_both, reason},
};

async fn invoice(world: &World, net: i64) -> proto::Invoice {
    world.client().create_invoice(invoice_over(net)).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_repeated_request_answers_with_the_same_note_and_another_body_is_refused() {
    on_both(async |world| {
        let invoice = invoice(&world, 1_000).await;
        let request = credit_on(&invoice, vec![of_line(1, 100)]);
        let first = world.client().create_credit_note(request.clone()).await.unwrap().into_inner();
        let again = world.client().create_credit_note(request.clone()).await.unwrap().into_inner();
        assert_eq!(first, again);
        let other = proto::CreateCreditNoteRequest { lines: vec![of_line(1, 200)], ..request };
        let refused = world.client().create_credit_note(other).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::InvalidArgument, "REQUEST_ID_REUSED"));
        assert_eq!(world.documents().await.len(), 2);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn of_two_who_credit_the_rest_at_once_one_is_refused() {
    on_both(async |world| {
        let invoice = invoice(&world, 999).await;
        let credits: Vec<_> = (0..8).map(|_| credit_on(&invoice, vec![])).collect();
        let calls = credits.into_iter().map(|request| {
            let mut client = world.client();
            tokio::spawn(async move { client.create_credit_note(request).await })
        });
        let mut accepted = 0;
        for call in calls.collect::<Vec<_>>() {
            match call.await.unwrap() {
                Ok(note) => {
                    accepted += 1;
                    assert_eq!(minor(&note.into_inner().gross_amount), 1_199);
                }
                Err(status) => assert_eq!(reason(&status), "CREDIT_EXCEEDS_INVOICE"),
            }
        }
        assert_eq!(accepted, 1);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_batch_answers_item_by_item_and_sees_what_it_has_credited_itself() {
    on_both(async |world| {
        let invoice = invoice(&world, 1_000).await;
        let gone = proto::Invoice { invoice_id: new_uuid().to_string(), ..invoice.clone() };
        let requests = vec![
            credit_on(&invoice, vec![of_line(1, 600)]),
            credit_on(&invoice, vec![of_line(1, 600)]),
            credit_on(&gone, vec![]),
            proto::CreateCreditNoteRequest { reason_code: "WHY".to_owned(), ..credit_on(&invoice, vec![]) },
            credit_on(&invoice, vec![]),
        ];
        let batch = proto::BatchCreateCreditNotesRequest { requests };
        let results = world.client().batch_create_credit_notes(batch).await.unwrap().into_inner().into_results();
        let told: Vec<Result<i64, i32>> =
            results.into_iter().map(|r| r.map(|note| minor(&note.net_amount)).map_err(|status| status.code)).collect();
        let (refused, not_found, invalid) =
            (Err(Code::FailedPrecondition as i32), Err(Code::NotFound as i32), Err(Code::InvalidArgument as i32));
        assert_eq!(told, vec![Ok(600), refused, not_found, invalid, Ok(400)]);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_credit_without_reference_and_a_debit_note_have_series_of_their_own() {
    on_both(async |world| {
        let invoice = invoice(&world, 1_000).await;
        let credit = proto::CreateCreditNoteRequest {
            request_id: new_uuid().to_string(),
            customer: customer("DE", "DE1"),
            currency_code: "EUR".to_owned(),
            reason_code: "OTHER".to_owned(),
            lines: vec![proto::NoteLine {
                net_amount: Some(o2c_proto::google::r#type::Money {
                    currency_code: "EUR".to_owned(),
                    units: 7,
                    nanos: 0,
                }),
                ..fee(0)
            }],
            ..Default::default()
        };
        let credit = world.client().create_credit_note(credit).await.unwrap().into_inner();
        assert_eq!((credit.number.as_str(), credit.tax_subtotals[0].tax_category.as_str()), ("CN-00000001", "AE"));

        let debit = proto::CreateDebitNoteRequest {
            request_id: new_uuid().to_string(),
            invoice_id: invoice.invoice_id.clone(),
            reason_code: "PRICE".to_owned(),
            lines: vec![of_line(1, 100), fee(50)],
            ..Default::default()
        };
        let debit = world.client().create_debit_note(debit).await.unwrap().into_inner();
        assert_eq!((debit.number.as_str(), minor(&debit.gross_amount)), ("DN-00000001", 180));
        assert_eq!(debit.corrected_invoice_number, invoice.number);
        assert_eq!(world.stated::<proto::DebitNoteIssued>().await.len(), 1);

        // A debit note can be credited; a credit note cannot.
        world.client().create_credit_note(credit_on(&debit, vec![])).await.unwrap();
        let refused = world.client().create_credit_note(credit_on(&credit, vec![])).await.unwrap_err();
        assert_eq!(reason(&refused), "NOT_CORRECTABLE");
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_void_takes_all_back_and_bills_again_under_a_new_number() {
    on_both(async |world| {
        let invoice = invoice(&world, 999).await;
        let void = |rebill| proto::VoidInvoiceRequest {
            request_id: new_uuid().to_string(),
            invoice_id: invoice.invoice_id.clone(),
            reason: "wrong address".to_owned(),
            rebill,
        };
        let request = void(true);
        let voided = world.client().void_invoice(request.clone()).await.unwrap().into_inner();
        assert_eq!(voided, world.client().void_invoice(request).await.unwrap().into_inner());
        let (note, again) = (voided.credit_note.unwrap(), voided.invoice.unwrap());
        assert_eq!((note.reason_code.as_str(), minor(&note.gross_amount)), ("CANCELLATION", 1_199));
        assert_eq!(
            (again.number.as_str(), again.gross_amount.as_ref()),
            ("INV-00000002", invoice.gross_amount.as_ref())
        );
        assert_eq!(again.replaced_invoice_id, invoice.invoice_id);
        let refused = world.client().void_invoice(void(false)).await.unwrap_err();
        assert_eq!(reason(&refused), "CREDIT_EXCEEDS_INVOICE");
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_billed_again_counts_once_and_can_still_be_returned() {
    on_both(async |world| {
        let order = crate::messages::Order::new().line(2, 1_000);
        let shipment = order.shipment("2010-12-31", &[(1, 2)]);
        world.deliver(&[world.fact(order.id, &order.message), world.fact(shipment.id, &shipment.message)]).await;
        let invoice = world.documents().await.remove(0);
        let void = proto::VoidInvoiceRequest {
            invoice_id: invoice.invoice_id.clone(),
            reason: "wrong address".to_owned(),
            rebill: true,
            ..Default::default()
        };
        let again = world.client().void_invoice(void).await.unwrap().into_inner().invoice.unwrap();
        assert_eq!(again.lines[0].order_line_number, 0);
        assert_eq!(again.tax_subtotals, invoice.tax_subtotals);
        assert_eq!(world.figures("billing.invoiced").await, vec![(order.id, vec![2_000_000, 1_000])]);
        let (id, returned) = order.returned("2011-02-01", &[(1, 1, 500)]);
        world.deliver(&[world.fact(id, &returned)]).await;
        let note = world.documents().await.pop().unwrap();
        assert_eq!((note.corrected_invoice_id, minor(&note.net_amount)), (again.invoice_id, 500));
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn a_debit_note_that_is_billed_again_stays_a_debit_note() {
    on_both(async |world| {
        let invoice = invoice(&world, 1_000).await;
        let debit = proto::CreateDebitNoteRequest {
            invoice_id: invoice.invoice_id.clone(),
            reason_code: "PRICE".to_owned(),
            lines: vec![of_line(1, 100)],
            ..Default::default()
        };
        let debit = world.client().create_debit_note(debit).await.unwrap().into_inner();
        let void = proto::VoidInvoiceRequest {
            invoice_id: debit.invoice_id.clone(),
            reason: "typo".to_owned(),
            rebill: true,
            ..Default::default()
        };
        let again = world.client().void_invoice(void).await.unwrap().into_inner().invoice.unwrap();
        assert_eq!((again.number.as_str(), again.kind()), ("DN-00000002", proto::InvoiceKind::DebitNote));
        assert_eq!(again.corrected_invoice_id, invoice.invoice_id);
        assert_eq!(again.replaced_invoice_id, debit.invoice_id);
        world.assert_lawful().await;
    })
    .await;
}
