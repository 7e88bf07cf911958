//! Each law names a fault that is planted behind the service's back; the figures are those that others compare with.

use crate::bank::{Bank, Customer, on_both_engines, transfer};

async fn failed(bank: &Bank, id: &str) -> Vec<(String, String)> {
    let laws = o2c_payments::audit(bank.store.clone()).laws();
    let law = laws.iter().find(|law| law.id == id).unwrap();
    let report = (law.check)(&bank.store).await.unwrap();
    assert!(report.rows > 0, "the law compared nothing");
    report.failures.into_iter().map(|failure| (failure.document, failure.detail)).collect()
}

async fn execute(bank: &Bank, sql: &str) {
    o2c_testkit::plant(&bank.store, sql).await;
}

/// Plants a fault, sees the law name it, and takes it back.
async fn planted(bank: &Bank, law: &str, document: &str, plant: &str, mend: &str) {
    assert_eq!(failed(bank, law).await, []);
    execute(bank, plant).await;
    let failures = failed(bank, law).await;
    assert!(!failures.is_empty(), "{law} does not see: {plant}");
    assert!(failures[0].0.contains(document), "{failures:?}");
    execute(bank, mend).await;
    assert_eq!(failed(bank, law).await, []);
}

#[tokio::test]
async fn each_law_names_a_planted_fault() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 5_000)]).await;
        let transfers = [
            transfer(1_000, "Anna Ltd", "INV-00000001"),
            transfer(4_000, "Anna Ltd", "INV-00000002"),
            transfer(77, "Somebody", "hello"),
            transfer(-5, "", "fee"),
            transfer(33, "Anna Ltd", "INV-00000001 again"),
        ];
        bank.import(&transfers).await;
        let twice = bank.proposals_of(&bank.receipts().await[3]).await.remove(0);
        let accept = o2c_proto::payments::v1::DecideMatchProposalRequest {
            request_id: crate::bank::id(),
            match_proposal_id: twice.match_proposal_id,
            decision: o2c_proto::payments::v1::MatchDecision::Accept.into(),
            items: Vec::new(),
        };
        bank.client().decide_match_proposal(accept).await.unwrap();
        bank.import(&[]).await;
        bank.settled().await;

        let receipt = |set: &str| format!("UPDATE receipt SET {set} WHERE number = 1");
        planted(bank, "PAY-2", "RC-00000001", &receipt("applied = 999"), &receipt("applied = 1000")).await;
        planted(
            bank,
            "PAY-2",
            "RC-00000001",
            &receipt("applied = 999, on_account = 1"),
            &receipt("applied = 1000, on_account = 0"),
        )
        .await;
        planted(bank, "PAY-2", "RC-00000001", &receipt("state = 'UNAPPLIED'"), &receipt("state = 'APPLIED'")).await;

        // money of one customer on another's account: applied, and resting
        let anna = "customer_id = (SELECT customer_id FROM receipt WHERE number = 2)";
        let whose = |number: i32, set: &str| format!("UPDATE receipt SET {set} WHERE number = {number}");
        planted(bank, "PAY-2", "RC-00000001", &whose(1, "customer_id = receipt_id"), &whose(1, anna)).await;
        planted(bank, "PAY-2", "RC-00000004", &whose(4, "customer_id = receipt_id"), &whose(4, anna)).await;
        planted(bank, "PAY-2", "RC-00000004", &whose(4, "customer_id = NULL"), &whose(4, anna)).await;
        planted(
            bank,
            "PAY-2",
            "RC-00000004",
            &whose(4, "on_account = 32, unapplied = 1, state = 'PARTIALLY_APPLIED'"),
            &whose(4, "on_account = 33, unapplied = 0, state = 'APPLIED'"),
        )
        .await;

        let statement = |set: &str| format!("UPDATE bank_statement SET {set} WHERE place = 2");
        planted(
            bank,
            "PAY-5",
            "GB1 2",
            &statement("opening = 1, closing = 1"),
            &statement("opening = 5105, closing = 5105"),
        )
        .await;
        let line =
            |number: i32, set: &str| format!("UPDATE bank_statement_line SET {set} WHERE line_number = {number}");
        planted(bank, "PAY-5", "GB1 1", &line(4, "amount = -6"), &line(4, "amount = -5")).await;
        let of_receipt = "receipt_id = (SELECT receipt_id FROM receipt WHERE number = 1)";
        planted(bank, "PAY-5", "GB1 1 line 1", &line(1, "receipt_id = NULL"), &line(1, of_receipt)).await;
        let exception = |set: &str| format!("UPDATE payment_exception SET {set}");
        planted(bank, "PAY-5", "RC-00000003", &exception("open = FALSE"), &exception("open = TRUE")).await;

        let item = |set: &str| format!("UPDATE match_proposal_item SET {set} WHERE document_number = 'INV-00000002'");
        planted(bank, "PAY-6", "", &item("deduction = 0"), &item("deduction = 1000")).await;
        let score = |from: i32, to: i32| format!("UPDATE match_proposal SET score = {to} WHERE score = {from}");
        planted(bank, "PAY-6", "", &score(10_000, 9_999), &score(9_999, 10_000)).await;
    })
    .await;
}

#[tokio::test]
async fn figures_are_ordered_and_tell_what_was_applied() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 5_000)]).await;
        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001"), transfer(4_000, "Anna Ltd", "INV-00000002")]).await;
        let figures = o2c_payments::audit(bank.store.clone()).figures();
        let mut sums = Vec::new();
        for figures in &figures {
            let (mut sum, mut after, mut count) = (0, None, 0);
            loop {
                let page = (figures.page)(&bank.store, after.clone(), 1).await.unwrap();
                let Some(figure) = page.into_iter().next() else { break };
                assert!(after.is_none_or(|(_, last)| last < figure.document));
                (sum, count) = (sum + figure.amounts[0], count + 1);
                after = Some((figure.tenant, figure.document));
            }
            sums.push((figures.name, count, sum));
        }
        assert_eq!(
            sums,
            [("payments.applied", 2, 5_000), ("payments.received", 2, 5_000), ("payments.deductions", 1, 1_000)]
        );
    })
    .await;
}
