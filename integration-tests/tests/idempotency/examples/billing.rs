//! Invoices, notes, taxes.

use o2c::demo::desk::Person::{Accountant, Controller};
use o2c_integration_tests::{invoice_request, note_line};
use o2c_proto::{
    billing::v1::{
        BatchCreateCreditNotesRequest, CreateCreditNoteRequest, CreateDebitNoteRequest, CreateInvoiceRequest,
        CreateTaxRuleRequest, TaxRule, VoidInvoiceRequest,
    },
    google::r#type::Decimal,
};

use super::Example;
use crate::business::{Business, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "CreateInvoice" => {
            let request = CreateInvoiceRequest { request_id: id(), ..invoice_request(business.snapshot()) };
            Example::new(Accountant, request, "NO_TAX_RULE", |request| {
                request.lines[0].tax_category = "UNHEARD-OF".to_owned();
            })
        }
        "CreateCreditNote" => Example::new(Accountant, credit_note(business).await, "CREDIT_EXCEEDS_INVOICE", too_much),
        "BatchCreateCreditNotes" => {
            let request = BatchCreateCreditNotesRequest { requests: vec![credit_note(business).await] };
            Example::new(Accountant, request, "CREDIT_EXCEEDS_INVOICE", |batch| too_much(&mut batch.requests[0]))
        }
        "CreateDebitNote" => Example::new(Accountant, debit_note(business).await, "INVOICE_NOT_FOUND", |request| {
            request.invoice_id = id();
        }),
        "VoidInvoice" => {
            let invoice_id = business.invoice().await.invoice_id;
            let request =
                VoidInvoiceRequest { request_id: id(), invoice_id, reason: "wrong address".to_owned(), rebill: true };
            Example::new(Accountant, request, "INVOICE_NOT_FOUND", |request| request.invoice_id = id())
        }
        "CreateTaxRule" => {
            let taken = tax_rule(business);
            let request = business.mesh.desk.ask(Controller, taken.clone());
            business.mesh.desk.billing.create_tax_rule(request).await.unwrap();
            Example::new(Controller, tax_rule(business), "TAX_RULE_OVERLAPS", |request| {
                request.tax_rule = taken.tax_rule;
            })
        }
        _ => return None,
    })
}

async fn credit_note(business: &mut Business) -> CreateCreditNoteRequest {
    CreateCreditNoteRequest {
        request_id: id(),
        invoice_id: business.invoice().await.invoice_id,
        reason_code: "GOODWILL".to_owned(),
        reason: "late".to_owned(),
        lines: vec![note_line(1, "10.00")],
        ..CreateCreditNoteRequest::default()
    }
}

fn too_much(request: &mut CreateCreditNoteRequest) {
    request.lines[0] = note_line(1, "100.01");
}

async fn debit_note(business: &mut Business) -> CreateDebitNoteRequest {
    CreateDebitNoteRequest {
        request_id: id(),
        invoice_id: business.invoice().await.invoice_id,
        reason_code: "PRICE".to_owned(),
        reason: "freight".to_owned(),
        lines: vec![note_line(0, "7.00")],
        ..CreateDebitNoteRequest::default()
    }
}

fn tax_rule(business: &mut Business) -> CreateTaxRuleRequest {
    let rule = TaxRule {
        country_code: "GB".to_owned(),
        product_tax_category: business.name("CATEGORY"),
        rate: Some(Decimal { value: "0.05".to_owned() }),
        valid_from: Some(o2c_rpc::wire::date(business.mesh.today)),
        ..TaxRule::default()
    };
    CreateTaxRuleRequest { request_id: id(), tax_rule: Some(rule) }
}
