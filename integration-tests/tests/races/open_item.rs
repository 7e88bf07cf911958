//! One open item that cash, credit notes and write-offs want to settle, and people want to open again.

use o2c::demo::{desk::Person, wire::minor};
use o2c_integration_tests::{Mesh, Movement, gbp, note_line, snapshot};
use o2c_proto::{
    billing::v1::CreateCreditNoteRequest,
    collections::v1::OpenDisputeRequest,
    payments::v1::{
        ListPaymentExceptionsRequest, ListReceiptsRequest, PaymentException, ProposedItem,
        ResolvePaymentExceptionRequest,
    },
    receivables::v1::{
        GetOpenItemRequest, GetTrialBalanceRequest, OpenItem, RequestWriteOffRequest, ReverseApplicationRequest,
    },
};

use crate::crowd::{CALLERS, crowd, on_both_engines};

/// Sixty-four receipts of five pounds of people whom nobody knows.
async fn strangers_pay(mesh: &mut Mesh) -> Vec<PaymentException> {
    let payers: Vec<String> = (0..CALLERS).map(|caller| format!("stranger {caller}")).collect();
    let movements = payers.iter().map(|payer| Movement { pounds: "5.00", payer, reference: "what I owe" });
    mesh.bank_statement("1", "0.00", &movements.collect::<Vec<_>>()).await;
    let request = ListPaymentExceptionsRequest { page_size: 100, ..ListPaymentExceptionsRequest::default() };
    let request = mesh.desk.ask(Person::CashClerk, request);
    let open = mesh.desk.payments.list_payment_exceptions(request).await.unwrap().into_inner().payment_exceptions;
    assert_eq!(open.len(), CALLERS);
    open
}

/// The item with all that was applied to it; open = original − applied, and never less than nothing.
async fn tied(mesh: &mut Mesh, item: &str) -> (OpenItem, i64) {
    mesh.settle().await;
    let request = mesh.desk.ask(Person::Accountant, GetOpenItemRequest { open_item_id: item.to_owned() });
    let item = mesh.desk.receivables.get_open_item(request).await.unwrap().into_inner();
    let applied: i64 = item.applications.iter().map(|edge| minor(edge.amount.as_ref()).unwrap()).sum();
    let (original, open) = (minor(item.original_amount.as_ref()).unwrap(), minor(item.open_amount.as_ref()).unwrap());
    assert_eq!(open, original - applied);
    assert!((0..=original).contains(&open), "{open} of {original} is open");
    println!("{} edges, {open} pence of {original} open", item.applications.len());
    (item, open)
}

/// No penny of the receipts is lost, and the ledger balances.
async fn assert_nothing_is_lost(mesh: &mut Mesh, received: i64) {
    let request = ListReceiptsRequest { page_size: 100, ..ListReceiptsRequest::default() };
    let request = mesh.desk.ask(Person::CashClerk, request);
    let receipts = mesh.desk.payments.list_receipts(request).await.unwrap().into_inner().receipts;
    let total = receipts.iter().map(|receipt| {
        let parts = [&receipt.applied_amount, &receipt.on_account_amount, &receipt.unapplied_amount];
        parts.into_iter().map(|part| minor(part.as_ref()).unwrap()).sum::<i64>()
    });
    assert_eq!(total.sum::<i64>(), received);
    let request = GetTrialBalanceRequest { as_of: None, currency_code: "GBP".to_owned() };
    let request = mesh.desk.ask(Person::Accountant, request);
    let balance = mesh.desk.receivables.get_trial_balance(request).await.unwrap().into_inner();
    assert_eq!(minor(balance.difference.as_ref()).unwrap(), 0);
}

fn resolve(exception: &PaymentException, customer: &str, item: &str) -> ResolvePaymentExceptionRequest {
    let item = ProposedItem { open_item_id: item.to_owned(), amount: Some(gbp("5.00")), ..ProposedItem::default() };
    ResolvePaymentExceptionRequest {
        request_id: String::new(),
        payment_exception_id: exception.payment_exception_id.clone(),
        customer_id: customer.to_owned(),
        items: vec![item],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cash_credit_notes_and_write_offs_race_for_one_item_and_all_is_taken_back_once() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let invoice = mesh.invoice(snapshot(&customer, "ACME Limited")).await;
        let item = mesh.item_of(&invoice.invoice_id).await.open_item_id;
        let exceptions = strangers_pay(mesh).await;

        let (desk, target) = (mesh.desk.clone(), item.clone());
        let settled = crowd("cash of 5.00, notes of 6.00, write-offs of 4.00 for 120.00", move |caller| {
            let (mut desk, target, invoice_id) = (desk.clone(), target.clone(), invoice.invoice_id.clone());
            let payment = resolve(&exceptions[caller], &customer, &target);
            async move {
                match caller % 8 {
                    0..=5 => {
                        let request = desk.ask(Person::CashClerk, payment);
                        desk.payments.resolve_payment_exception(request).await.map(drop)
                    }
                    6 => {
                        let request = desk.ask(Person::Accountant, note(invoice_id));
                        desk.billing.create_credit_note(request).await.map(drop)
                    }
                    _ => {
                        let (open_item_id, reason) = (target, "small".to_owned());
                        let amount = Some(gbp("4.00"));
                        let write_off = RequestWriteOffRequest { open_item_id, amount, reason, ..Default::default() };
                        let request = desk.ask(Person::Accountant, write_off);
                        desk.receivables.request_write_off(request).await.map(drop)
                    }
                }
            }
        });
        let settled = settled.await;
        let known = ["EXCEEDS_OPEN_AMOUNT"];
        assert!(settled.refusals().keys().all(|reason| known.contains(&reason.as_str())), "{:?}", settled.refusals());
        let (paid, open) = tied(mesh, &item).await;
        assert!(open < 500, "there was cash enough");
        assert_nothing_is_lost(mesh, 500 * 64).await;

        // Each application is taken back by several at once.
        let cash: Vec<String> = paid
            .applications
            .iter()
            .filter(|edge| edge.kind.eq_ignore_ascii_case("cash"))
            .map(|edge| edge.application_id.clone())
            .collect();
        let (desk, targets) = (mesh.desk.clone(), cash.clone());
        let reversed = crowd("reversals", move |caller| {
            let (mut desk, application_id) = (desk.clone(), targets[caller % targets.len()].clone());
            async move {
                let reason = "meant for another".to_owned();
                let reverse = ReverseApplicationRequest { request_id: String::new(), application_id, reason };
                desk.receivables.reverse_application(desk.ask(Person::Accountant, reverse)).await
            }
        });
        reversed.await.assert(cash.len(), "APPLICATION_REVERSED");
        let (_, opened) = tied(mesh, &item).await;
        assert_eq!(opened - open, 500 * i64::try_from(cash.len()).unwrap());
        assert_nothing_is_lost(mesh, 500 * 64).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_is_disputed_by_one_of_many() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let invoice = mesh.invoice(snapshot(&customer, "ACME Limited")).await;
        let item = mesh.item_of(&invoice.invoice_id).await.open_item_id;

        let (desk, target) = (mesh.desk.clone(), item.clone());
        let disputed = crowd("disputes of one item", move |_| {
            let (mut desk, open_item_id) = (desk.clone(), target.clone());
            async move {
                let dispute = OpenDisputeRequest {
                    open_item_id,
                    disputed_amount: Some(gbp("20.00")),
                    reason: "PRICE".to_owned(),
                    ..OpenDisputeRequest::default()
                };
                desk.collections.open_dispute(desk.ask(Person::Collector, dispute)).await
            }
        });
        disputed.await.assert(1, "ALREADY_DISPUTED");
        assert_eq!(minor(tied(mesh, &item).await.0.disputed_amount.as_ref()).unwrap(), 2_000);
    })
    .await;
}

fn note(invoice_id: String) -> CreateCreditNoteRequest {
    CreateCreditNoteRequest {
        invoice_id,
        reason_code: "GOODWILL".to_owned(),
        lines: vec![note_line(1, "5.00")],
        ..CreateCreditNoteRequest::default()
    }
}
