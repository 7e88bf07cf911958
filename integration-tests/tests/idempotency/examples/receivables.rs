//! Open items, write-offs, the journal, and the step of applying cash.

use o2c::demo::desk::Person::{Accountant, CashClerk, Controller};
use o2c_integration_tests::gbp;
use o2c_proto::receivables::v1::{
    ApplyCashRequest, ApplyCreditNoteRequest, BatchApplyCashRequest, BatchImportOpenItemsRequest, ClosePeriodRequest,
    DecideWriteOffRequest, GetOpenItemRequest, ImportOpenItemRequest, PostBadDebtRequest, ProposedApplication,
    ReceiptFacts, RequestWriteOffRequest, ReverseApplicationRequest,
};
use o2c_rpc::wire::date;

use super::Example;
use crate::business::{Business, id};

pub async fn example(business: &mut Business, method: &str) -> Option<Example> {
    Some(match method {
        "ApplyCreditNote" => {
            let request = ApplyCreditNoteRequest {
                request_id: id(),
                credit_note_open_item_id: business.credit().await.open_item_id,
                open_item_id: business.open_item().await.open_item_id,
                amount: Some(gbp("8.00")),
            };
            Example::new(Accountant, request, "EXCEEDS_SOURCE", |request| request.amount = Some(gbp("12.01")))
        }
        "ReverseApplication" => Example::new(Accountant, reverse(business).await, "APPLICATION_NOT_FOUND", |request| {
            request.application_id = id();
        }),
        "PostBadDebt" => {
            let in_the_past = business.mesh.today.add_days(-300).unwrap();
            close(business, in_the_past).await;
            Example::new(Accountant, bad_debt(business), "PERIOD_CLOSED", |request| {
                request.posted_on = Some(date(in_the_past));
            })
        }
        "RequestWriteOff" => Example::new(Accountant, write_off(business).await, "EXCEEDS_OPEN_AMOUNT", |request| {
            request.amount = Some(gbp("120.01"));
        }),
        "DecideWriteOff" => Example::new(Controller, decide(business).await, "WRITE_OFF_NOT_FOUND", |request| {
            request.write_off_id = id();
        }),
        "ClosePeriod" => {
            let (over, not_over) = (business.mesh.today.add_days(-100).unwrap(), business.mesh.today);
            let request = ClosePeriodRequest { request_id: id(), closed_through: Some(date(over)) };
            Example::new(Controller, request, "PERIOD_NOT_OVER", |request| {
                request.closed_through = Some(date(not_over));
            })
        }
        "BatchImportOpenItems" => {
            let taken = opening(business);
            let again = ImportOpenItemRequest { request_id: id(), ..taken.clone() };
            let first = BatchImportOpenItemsRequest { requests: vec![again], validate_only: false };
            let first = business.mesh.desk.ask(Controller, first);
            business.mesh.desk.receivables.batch_import_open_items(first).await.unwrap();
            let new = ImportOpenItemRequest { document_number: business.name("OLD"), ..opening(business) };
            let request = BatchImportOpenItemsRequest { requests: vec![new], validate_only: false };
            let number = taken.document_number;
            Example::new(Controller, request, "OPEN_ITEM_EXISTS", |batch| {
                batch.requests[0].document_number = number;
            })
        }
        "BatchApplyCash" => {
            let decided = cash(business).await;
            let proposal = decided.proposal_id.clone();
            let request = business.mesh.desk.ask(CashClerk, BatchApplyCashRequest { requests: vec![decided] });
            business.mesh.desk.receivables.batch_apply_cash(request).await.unwrap();
            let request = BatchApplyCashRequest { requests: vec![cash(business).await] };
            // The proposal, too, is an id that says one thing for ever.
            Example::new(CashClerk, request, "REQUEST_ID_REUSED", |batch| batch.requests[0].proposal_id = proposal)
        }
        _ => return None,
    })
}

async fn reverse(business: &mut Business) -> ReverseApplicationRequest {
    let invoice = business.invoice().await;
    business.pay(120, "ACME Limited", &invoice.number).await;
    let open_item_id = business.mesh.item_of(&invoice.invoice_id).await.open_item_id;
    let request = business.mesh.desk.ask(Accountant, GetOpenItemRequest { open_item_id });
    let paid = business.mesh.desk.receivables.get_open_item(request).await.unwrap().into_inner();
    ReverseApplicationRequest {
        request_id: id(),
        application_id: paid.applications[0].application_id.clone(),
        reason: "another invoice was meant".to_owned(),
    }
}

fn bad_debt(business: &Business) -> PostBadDebtRequest {
    PostBadDebtRequest {
        request_id: id(),
        amount: Some(gbp("11.00")),
        posted_on: Some(date(business.mesh.today)),
        reference: "A1".to_owned(),
        description: "adjustment".to_owned(),
    }
}

async fn close(business: &mut Business, through: o2c_kernel::Date) {
    let request = ClosePeriodRequest { closed_through: Some(date(through)), ..ClosePeriodRequest::default() };
    let request = business.mesh.desk.ask(Controller, request);
    business.mesh.desk.receivables.close_period(request).await.unwrap();
}

async fn write_off(business: &mut Business) -> RequestWriteOffRequest {
    RequestWriteOffRequest {
        request_id: id(),
        open_item_id: business.open_item().await.open_item_id,
        amount: Some(gbp("120.00")),
        reason: "insolvent".to_owned(),
    }
}

async fn decide(business: &mut Business) -> DecideWriteOffRequest {
    let request = write_off(business).await;
    let request = business.mesh.desk.ask(Accountant, request);
    let requested = business.mesh.desk.receivables.request_write_off(request).await.unwrap().into_inner();
    DecideWriteOffRequest {
        request_id: id(),
        write_off_id: requested.write_off_id,
        approve: true,
        reason: "court order".to_owned(),
    }
}

async fn cash(business: &mut Business) -> ApplyCashRequest {
    let receipt = ReceiptFacts {
        receipt_id: id(),
        customer_id: business.life.customer.clone(),
        amount: Some(gbp("90.00")),
        value_date: Some(date(business.mesh.today)),
    };
    let application = ProposedApplication {
        open_item_id: business.open_item().await.open_item_id,
        amount: Some(gbp("80.00")),
        write_off_amount: Some(gbp("2.00")),
    };
    ApplyCashRequest { request_id: id(), proposal_id: id(), receipt: Some(receipt), applications: vec![application] }
}

fn opening(business: &mut Business) -> ImportOpenItemRequest {
    ImportOpenItemRequest {
        request_id: id(),
        document_type: "INVOICE".to_owned(),
        document_number: business.name("OLD"),
        customer_id: business.life.customer.clone(),
        customer_name: "ACME Limited".to_owned(),
        document_date: Some(date(business.mesh.today.add_days(-60).unwrap())),
        due_on: Some(date(business.mesh.today.add_days(-30).unwrap())),
        amount: Some(gbp("500.00")),
        posted_on: Some(date(business.mesh.today)),
    }
}
