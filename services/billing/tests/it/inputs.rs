//! Bad input names every field; what is another tenant's is not found.

use o2c_kernel::new_uuid;
use o2c_proto::billing::v1 as proto;
use o2c_rpc::status::field_violations;
use tonic::{Code, Status};

use crate::{
    messages::{credit_on, date, decimal, fee, invoice_over, of_line},
    world::{as_tenant, on_both, reason},
};

fn fields(status: &Status) -> Vec<String> {
    assert_eq!((status.code(), reason(status).as_str()), (Code::InvalidArgument, "INVALID_REQUEST"));
    let mut fields: Vec<String> = field_violations(status).into_iter().map(|(field, _)| field).collect();
    fields.sort();
    fields
}

#[tokio::test]
async fn every_bad_field_is_named_at_once() {
    on_both(async |world| {
        let bad = proto::CreateInvoiceRequest {
            request_id: "no".to_owned(),
            currency_code: "GBX".to_owned(),
            issued_on: Some(o2c_proto::google::r#type::Date { year: 2011, month: 2, day: 30 }),
            lines: vec![proto::NoteLine { invoice_line_number: 3, quantity: decimal("-1"), ..Default::default() }],
            ..Default::default()
        };
        let refused = world.client().create_invoice(bad).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            [
                "currency_code",
                "customer",
                "issued_on",
                "lines[0].description",
                "lines[0].invoice_line_number",
                "lines[0].net_amount",
                "lines[0].quantity",
                "request_id"
            ]
        );

        let invoice = proto::Invoice { invoice_id: "x".to_owned(), ..Default::default() };
        let bad = proto::CreateCreditNoteRequest { reason_code: String::new(), ..credit_on(&invoice, vec![fee(0)]) };
        let refused = world.client().create_credit_note(bad).await.unwrap_err();
        let expected = ["invoice_id", "lines[0].invoice_line_number", "lines[0].net_amount", "reason_code"];
        assert_eq!(fields(&refused), expected);

        let refused = world.client().void_invoice(proto::VoidInvoiceRequest::default()).await.unwrap_err();
        assert_eq!(fields(&refused), ["invoice_id", "reason"]);

        let rule = proto::TaxRule {
            tax_rule_id: "x".to_owned(),
            country_code: "gb".to_owned(),
            rate: decimal("20"),
            valid_from: date("2011-01-02"),
            valid_to: date("2011-01-01"),
            ..Default::default()
        };
        let bad = proto::CreateTaxRuleRequest { tax_rule: Some(rule), ..Default::default() };
        let refused = world.client().create_tax_rule(bad).await.unwrap_err();
        let expected = ["country_code", "product_tax_category", "rate", "tax_rule_id", "valid_to"];
        assert_eq!(fields(&refused), expected.map(|field| format!("tax_rule.{field}")));

        let bad =
            proto::ListInvoicesRequest { page_size: -1, page_token: "x".to_owned(), kind: 9, ..Default::default() };
        let refused = world.client().list_invoices(bad).await.unwrap_err();
        assert_eq!(fields(&refused), ["kind", "page_size", "page_token"]);
        assert_eq!(world.documents().await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_line_in_another_currency_or_that_is_not_there_is_refused() {
    on_both(async |world| {
        let invoice = world.client().create_invoice(invoice_over(1_000)).await.unwrap().into_inner();
        let refused = world.client().create_credit_note(credit_on(&invoice, vec![of_line(2, 1)])).await.unwrap_err();
        assert_eq!(reason(&refused), "INVOICE_LINE_NOT_FOUND");
        let mut yen = of_line(1, 1);
        yen.net_amount = Some(o2c_proto::google::r#type::Money { currency_code: "JPY".to_owned(), units: 1, nanos: 0 });
        let lines = vec![yen.clone(), of_line(1, 1), yen];
        let refused = world.client().create_credit_note(credit_on(&invoice, lines)).await.unwrap_err();
        assert_eq!(reason(&refused), "CURRENCY_MISMATCH");
        let named: Vec<String> = field_violations(&refused).into_iter().map(|(field, _)| field).collect();
        assert_eq!(named, ["lines[0].net_amount.currency_code", "lines[2].net_amount.currency_code"]);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_another_tenants_is_not_found() {
    on_both(async |world| {
        let invoice = world.client().create_invoice(invoice_over(1_000)).await.unwrap().into_inner();
        let mut client = world.client();
        let get = proto::GetInvoiceRequest { invoice_id: invoice.invoice_id.clone() };
        let refused = client.get_invoice(as_tenant("other", get)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "INVOICE_NOT_FOUND"));
        let refused = client.create_credit_note(as_tenant("other", credit_on(&invoice, vec![]))).await.unwrap_err();
        assert_eq!(reason(&refused), "INVOICE_NOT_FOUND");
        let void = proto::VoidInvoiceRequest {
            request_id: new_uuid().to_string(),
            invoice_id: invoice.invoice_id.clone(),
            reason: "theirs".to_owned(),
            rebill: true,
        };
        let refused = client.void_invoice(as_tenant("other", void)).await.unwrap_err();
        assert_eq!(reason(&refused), "INVOICE_NOT_FOUND");
        let list = client.list_invoices(as_tenant("other", proto::ListInvoicesRequest::default())).await.unwrap();
        assert!(list.into_inner().invoices.is_empty());
        // Numbers are each tenant's own.
        let theirs = client.create_invoice(as_tenant("other", invoice_over(1))).await.unwrap().into_inner();
        assert_eq!(theirs.number, invoice.number);
        world.assert_lawful().await;
    })
    .await;
}

#[tokio::test]
async fn no_document_is_of_a_day_that_has_not_come() {
    on_both(async |world| {
        let tomorrow = date("2011-06-02");
        let early = proto::CreateInvoiceRequest { issued_on: tomorrow, ..invoice_over(1_000) };
        let refused = world.client().create_invoice(early).await.unwrap_err();
        assert_eq!(fields(&refused), ["issued_on"]);

        let today = proto::CreateInvoiceRequest { issued_on: date("2011-06-01"), ..invoice_over(1_000) };
        let invoice = world.client().create_invoice(today).await.unwrap().into_inner();
        let early = proto::CreateCreditNoteRequest { issued_on: tomorrow, ..credit_on(&invoice, vec![of_line(1, 1)]) };
        let refused = world.client().create_credit_note(early).await.unwrap_err();
        assert_eq!(fields(&refused), ["issued_on"]);
        let note = world.client().create_credit_note(credit_on(&invoice, vec![of_line(1, 1)])).await.unwrap();
        assert_eq!(note.into_inner().number, "CN-00000001");
    })
    .await;
}
