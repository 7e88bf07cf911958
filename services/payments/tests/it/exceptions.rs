//! Money that no rule could place.

use o2c_proto::{BatchResponse, payments::v1 as proto};
use o2c_rpc::status::reason_of;

use crate::{
    bank::{Customer, id, on_both_engines, transfer},
    owner::{minor, pence},
};

fn resolve(exception: &proto::PaymentException, customer: &str) -> proto::ResolvePaymentExceptionRequest {
    proto::ResolvePaymentExceptionRequest {
        request_id: id(),
        payment_exception_id: exception.payment_exception_id.clone(),
        customer_id: customer.to_owned(),
        items: Vec::new(),
    }
}

#[tokio::test]
async fn a_person_finds_out_whose_money_it_is() {
    on_both_engines(async |bank| {
        bank.import(&[transfer(1_000, "Somebody", "hello")]).await;
        let exception = bank.exceptions().await.remove(0);
        assert_eq!((exception.reason.as_str(), minor(exception.amount.as_ref())), ("UNKNOWN_PAYER", 1_000));
        assert_eq!((exception.payer_name.as_str(), exception.reference.as_str()), ("Somebody", "hello"));
        assert_eq!(bank.receipt().await.state(), proto::ReceiptState::Unapplied);

        let nobody = bank.client().resolve_payment_exception(resolve(&exception, "")).await.unwrap_err();
        assert_eq!(reason_of(&nobody).as_deref(), Some("CUSTOMER_UNKNOWN"));
        let anna = Customer::named("Anna Ltd");
        let answer = bank.client().resolve_payment_exception(resolve(&exception, &anna.id)).await.unwrap().into_inner();
        assert_eq!((answer.state(), answer.resolved_by.as_str()), (proto::PaymentExceptionState::Resolved, "local"));
        let receipt = bank.receipt().await;
        assert_eq!((receipt.state(), receipt.customer_id.as_str()), (proto::ReceiptState::Applied, anna.id.as_str()));
        assert_eq!(minor(receipt.on_account_amount.as_ref()), 1_000);
        let stated = bank.stated(&receipt.receipt_id).await;
        assert_eq!(stated, ["PaymentReceived", "PaymentMatched", "PayerIdentified", "CashPlacedOnAccount"]);
        assert!(bank.exceptions().await.is_empty());
        let resolved = proto::ListPaymentExceptionsRequest {
            state: proto::PaymentExceptionState::Resolved.into(),
            ..Default::default()
        };
        let of_anna = proto::ListPaymentExceptionsRequest { customer_id: anna.id.clone(), ..Default::default() };
        let of_another = proto::ListPaymentExceptionsRequest { customer_id: id(), ..Default::default() };
        for (request, found) in [(resolved, vec![answer.clone()]), (of_anna, vec![answer]), (of_another, vec![])] {
            let page = bank.client().list_payment_exceptions(request).await.unwrap().into_inner();
            assert_eq!(page.payment_exceptions, found);
        }
        let lines = |customer: &str| proto::ListBankStatementLinesRequest {
            bank_statement_id: "-".to_owned(),
            customer_id: customer.to_owned(),
            page_size: 1,
            ..Default::default()
        };
        let page = bank.client().list_bank_statement_lines(lines(&anna.id)).await.unwrap().into_inner();
        assert_eq!(page.lines.iter().map(|line| line.payer_name.as_str()).collect::<Vec<_>>(), ["Somebody"]);
        assert_eq!(page.lines[0].receipt_id, receipt.receipt_id);
        assert_eq!(page.next_page_token, "");
        let page = bank.client().list_bank_statement_lines(lines(&id())).await.unwrap().into_inner();
        assert_eq!(page.lines, []);

        let again = bank.client().resolve_payment_exception(resolve(&exception, &anna.id)).await.unwrap_err();
        assert_eq!(reason_of(&again).as_deref(), Some("PAYMENT_EXCEPTION_RESOLVED"));
    })
    .await;
}

#[tokio::test]
async fn a_batch_resolves_each_for_itself_and_what_items_leave_over_rests_on_account() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        let item = bank.invoice(&anna, "INV-00000001", 700).await;
        bank.import(&[
            transfer(1_000, "Somebody", "a"),
            transfer(2_000, "Somebody", "b"),
            transfer(5, "Somebody", "c"),
        ])
        .await;
        let open = bank.exceptions().await;
        let mut first = resolve(&open[0], "");
        first.items = vec![proto::ProposedItem { open_item_id: item, amount: pence(700), ..Default::default() }];
        let requests = vec![first, resolve(&open[1], ""), resolve(&open[2], &anna.id), resolve(&open[2], &anna.id)];
        let batch = proto::BatchResolvePaymentExceptionsRequest { requests };
        let results = bank.client().batch_resolve_payment_exceptions(batch).await.unwrap().into_inner().into_results();
        let codes: Vec<i32> =
            results.iter().map(|result| result.as_ref().map_or_else(|error| error.code, |_| 0)).collect();
        assert_eq!(codes, [0, 9, 0, 9]);
        bank.settled().await;
        let receipts = bank.receipts().await;
        assert_eq!(minor(receipts[0].applied_amount.as_ref()), 700);
        assert_eq!(minor(receipts[0].on_account_amount.as_ref()), 300);
        assert_eq!(receipts[1].state(), proto::ReceiptState::Unapplied);
        assert_eq!(minor(receipts[2].on_account_amount.as_ref()), 5);
    })
    .await;
}

/// What was tried with a part of a receipt does not make the rest of it somebody else's.
#[tokio::test]
async fn a_part_of_a_receipt_is_not_put_on_the_account_of_another_than_the_rest() {
    on_both_engines(async |bank| {
        let (anna, bert) = (Customer::named("Anna Ltd"), Customer::named("Bert Ltd"));
        let items = bank.invoices(&[(&anna, "INV-00000001", 1_000), (&bert, "INV-00000002", 1_000)]).await;
        bank.owner.0.lock().unwrap().refusing.insert(items[0].clone(), "PERIOD_CLOSED".to_owned());
        bank.import(&[transfer(1_500, "Anna Ltd", "INV-00000001")]).await;
        let before = bank.receipt().await;
        assert_eq!((before.customer_id.as_str(), minor(before.on_account_amount.as_ref())), (anna.id.as_str(), 500));

        let exception = bank.exceptions().await.remove(0);
        let mut pays_bert = resolve(&exception, "");
        pays_bert.items =
            vec![proto::ProposedItem { open_item_id: items[1].clone(), amount: pence(1_000), ..Default::default() }];
        for request in [pays_bert, resolve(&exception, &bert.id)] {
            let refused = bank.client().resolve_payment_exception(request).await.unwrap_err();
            assert_eq!(reason_of(&refused).as_deref(), Some("PAYER_IS_ANOTHER"));
        }
        bank.settled().await;
        assert_eq!(bank.receipt().await, before);
        assert!(!bank.owner.0.lock().unwrap().customers.contains(&bert.id), "the owner was not asked");
        bank.client().resolve_payment_exception(resolve(&exception, &anna.id)).await.unwrap();
        assert_eq!(minor(bank.receipt().await.on_account_amount.as_ref()), 1_500);
    })
    .await;
}

#[tokio::test]
async fn a_proposal_of_which_nothing_was_taken_says_nothing_of_the_payer() {
    on_both_engines(async |bank| {
        let (anna, bert) = (Customer::named("Anna Ltd"), Customer::named("Bert Ltd"));
        bank.invoice(&anna, "INV-00000001", 1_000).await;
        bank.owner.0.lock().unwrap().refuse_all = true;
        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
        let receipt = bank.receipt().await;
        assert_eq!(receipt.customer_id, "");
        assert!(!bank.stated(&receipt.receipt_id).await.contains(&"PayerIdentified".to_owned()));
        let exception = bank.exceptions().await.remove(0);
        bank.client().resolve_payment_exception(resolve(&exception, &bert.id)).await.unwrap();
        let receipt = bank.receipt().await;
        assert_eq!(
            (receipt.customer_id.as_str(), minor(receipt.on_account_amount.as_ref())),
            (bert.id.as_str(), 1_000)
        );
    })
    .await;
}
