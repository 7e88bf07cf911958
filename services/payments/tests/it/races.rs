//! Two at the same time.

use o2c_proto::payments::v1 as proto;

use crate::{
    bank::{Customer, id, import, on_both_engines, statement, transfer},
    owner::minor,
};

#[tokio::test]
async fn of_two_statements_that_follow_the_same_one_is_taken() {
    on_both_engines(async |bank| {
        let one = import(statement(1, 0, &[transfer(100, "Anna", "")]));
        let two = import(statement(2, 0, &[transfer(200, "Bert", "")]));
        let (mut first, mut second) = (bank.client(), bank.client());
        let (one, two) = tokio::join!(first.import_bank_statement(one), second.import_bank_statement(two));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        bank.settled().await;
        assert_eq!(bank.receipts().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn of_many_decisions_on_one_proposal_one_is_taken() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 1_000)]).await;
        bank.import(&[transfer(1_000, "Anna Ltd", "thanks")]).await;
        let proposal = bank.proposal().await;
        let tries = (0..6).map(|at| {
            let mut client = bank.client();
            let decision = if at % 2 == 0 { proto::MatchDecision::Accept } else { proto::MatchDecision::Reject };
            let request = proto::DecideMatchProposalRequest {
                request_id: id(),
                match_proposal_id: proposal.match_proposal_id.clone(),
                decision: decision.into(),
                items: Vec::new(),
            };
            async move { client.decide_match_proposal(request).await.is_ok() }
        });
        let taken = futures::future::join_all(tries).await;
        assert_eq!(taken.into_iter().filter(|taken| *taken).count(), 1);
        bank.settled().await;
    })
    .await;
}

/// Facts, statements and people at the same time: money is neither lost nor made, see the laws at the end of each test.
#[tokio::test]
async fn facts_arrive_while_receipts_are_matched() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        let numbers: Vec<String> = (0..40).map(|at| format!("INV-{at:08}")).collect();
        let invoices: Vec<(&Customer, &str, i64)> =
            numbers.iter().map(|number| (&anna, number.as_str(), 1_000)).collect();
        bank.invoices(&invoices).await;
        for numbers in numbers.chunks(8) {
            let transfers: Vec<_> = numbers.iter().map(|number| transfer(600, "Anna Ltd", number)).collect();
            let statement = bank.statement(&transfers);
            let (imported, ()) = tokio::join!(bank.try_import(statement), bank.hear_payments());
            imported.unwrap();
            bank.hear_payments().await;
        }
        bank.settled().await;
        bank.hear_payments().await;
        let receipts = bank.receipts().await;
        assert!(receipts.iter().all(|receipt| minor(receipt.applied_amount.as_ref()) == 600));
        let books = bank.owner.0.lock().unwrap();
        assert!(books.open.values().all(|open| *open == 400));
    })
    .await;
}
