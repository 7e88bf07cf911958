//! One payment that many want to spend.

use o2c::demo::{desk::Person, wire::minor};
use o2c_integration_tests::{Mesh, amount, gbp, snapshot};
use o2c_proto::payments::v1::{
    ApplyOnAccountRequest, DecideMatchProposalRequest, ListMatchProposalsRequest, ListPaymentExceptionsRequest,
    ListReceiptsRequest, MatchDecision, ProposedItem, Receipt, ResolvePaymentExceptionRequest,
};

use crate::crowd::{crowd, on_both_engines};

const INVOICES: usize = 8;

/// The one receipt, once all is settled; its parts are all of it.
async fn receipt(mesh: &mut Mesh) -> Receipt {
    mesh.settle().await;
    let request = mesh.desk.ask(Person::CashClerk, ListReceiptsRequest::default());
    let receipt = mesh.desk.payments.list_receipts(request).await.unwrap().into_inner().receipts.remove(0);
    let parts = [&receipt.applied_amount, &receipt.on_account_amount, &receipt.unapplied_amount];
    let sum: i64 = parts.into_iter().map(|part| minor(part.as_ref()).unwrap()).sum();
    assert_eq!(sum, minor(receipt.amount.as_ref()).unwrap());
    receipt
}

fn three_pounds(open_item_id: &str) -> ProposedItem {
    ProposedItem { open_item_id: open_item_id.to_owned(), amount: Some(gbp("3.00")), ..ProposedItem::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_rests_on_account_is_spent_once() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let paid = mesh.invoice(snapshot(&customer, "ACME Limited")).await;
        mesh.bank_line("1", "0.00", "220.00", "ACME Limited", &paid.number).await;
        let mut items = Vec::new();
        for _ in 0..INVOICES {
            let invoice = mesh.invoice(snapshot(&customer, "ACME Limited")).await;
            items.push(mesh.item_of(&invoice.invoice_id).await.open_item_id);
        }
        let receipt_id = receipt(mesh).await.receipt_id;

        let (desk, targets) = (mesh.desk.clone(), items.clone());
        let applied = crowd("applications of 3.00 of 100.00 on account", move |caller| {
            let (mut desk, receipt_id) = (desk.clone(), receipt_id.clone());
            let items = vec![three_pounds(&targets[caller % INVOICES])];
            async move {
                let apply = ApplyOnAccountRequest { request_id: String::new(), receipt_id, items };
                desk.payments.apply_on_account(desk.ask(Person::CashClerk, apply)).await
            }
        });
        applied.await.assert(33, "EXCEEDS_RECEIPT");

        let spent = receipt(mesh).await;
        assert_eq!(amount(spent.applied_amount.as_ref()), "219.00");
        assert_eq!(amount(spent.on_account_amount.as_ref()), "1.00");
        let mut open = 0;
        for item in mesh.open_items(&customer).await {
            open += minor(item.open_amount.as_ref()).unwrap();
        }
        assert_eq!(open, 12_000 * i64::try_from(INVOICES).unwrap() - 9_900);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exception_is_resolved_by_one_of_many() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let invoice = mesh.invoice(snapshot(&customer, "ACME Limited")).await;
        let item = mesh.item_of(&invoice.invoice_id).await.open_item_id;
        mesh.bank_line("1", "0.00", "50.00", "a stranger", "what I owe").await;
        let request = mesh.desk.ask(Person::CashClerk, ListPaymentExceptionsRequest::default());
        let open = mesh.desk.payments.list_payment_exceptions(request).await.unwrap().into_inner().payment_exceptions;
        let exception = open[0].payment_exception_id.clone();

        let desk = mesh.desk.clone();
        let resolved = crowd("resolutions of one exception", move |caller| {
            let (mut desk, customer_id) = (desk.clone(), customer.clone());
            let payment_exception_id = exception.clone();
            // Some pay the invoice, some put it all on account.
            let items = if caller % 2 == 0 { vec![three_pounds(&item)] } else { Vec::new() };
            async move {
                let request_id = String::new();
                let resolve = ResolvePaymentExceptionRequest { request_id, payment_exception_id, customer_id, items };
                desk.payments.resolve_payment_exception(desk.ask(Person::CashClerk, resolve)).await
            }
        });
        resolved.await.assert(1, "PAYMENT_EXCEPTION_RESOLVED");
        assert_eq!(amount(receipt(mesh).await.unapplied_amount.as_ref()), "0.00");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_is_decided_by_one_of_many() {
    on_both_engines(async |mesh| {
        let customer = mesh.customer("ACME").create().await;
        let invoice = mesh.invoice(snapshot(&customer, "ACME Limited")).await;
        mesh.bank_line("1", "0.00", "50.00", "ACME Limited", "thank you").await;
        let request = mesh.desk.ask(Person::CashClerk, ListMatchProposalsRequest::default());
        let waiting = mesh.desk.payments.list_match_proposals(request).await.unwrap().into_inner().match_proposals;
        let proposal = waiting[0].match_proposal_id.clone();

        let desk = mesh.desk.clone();
        let decided = crowd("decisions on one proposal", move |caller| {
            let (mut desk, match_proposal_id) = (desk.clone(), proposal.clone());
            let decision = if caller % 2 == 0 { MatchDecision::Accept } else { MatchDecision::Reject };
            async move {
                let decide = DecideMatchProposalRequest {
                    match_proposal_id,
                    decision: decision.into(),
                    ..DecideMatchProposalRequest::default()
                };
                desk.payments.decide_match_proposal(desk.ask(Person::CashClerk, decide)).await.map(|_| decision)
            }
        });
        let decided = decided.await;
        decided.assert(1, "MATCH_PROPOSAL_DECIDED");
        let (applied, open) = match decided.accepted().next().unwrap() {
            MatchDecision::Accept => ("50.00", "70.00"),
            _ => ("0.00", "120.00"),
        };
        assert_eq!(amount(receipt(mesh).await.applied_amount.as_ref()), applied);
        assert_eq!(amount(mesh.item_of(&invoice.invoice_id).await.open_amount.as_ref()), open);
    })
    .await;
}
