//! From a line of a statement to an answer of the owner of the open items, with nobody's hand in it.

use o2c_proto::payments::v1 as proto;

use crate::{
    bank::{Customer, on_both_engines, on_both_engines_in_sets_of, transfer},
    owner::minor,
};

#[tokio::test]
async fn an_exact_reference_is_applied_by_itself() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        let item = bank.invoice(&anna, "INV-00000042", 10_000).await;
        bank.import(&[transfer(10_000, "ANNA LTD.", "inv 00000042 thanks")]).await;

        let (receipt, proposal) = (bank.receipt().await, bank.proposal().await);
        assert_eq!(receipt.state(), proto::ReceiptState::Applied);
        assert_eq!((minor(receipt.applied_amount.as_ref()), receipt.customer_id.as_str()), (10_000, anna.id.as_str()));
        assert_eq!(proposal.state(), proto::MatchProposalState::AutoApplied);
        assert_eq!((proposal.band(), proposal.score), (proto::MatchBand::Automatic, 10_000));
        assert!(proposal.missing_for_automatic.is_empty());
        assert_eq!(proposal.features.len(), 3);
        assert_eq!(proposal.decided_by, "system:payments");
        assert_eq!(bank.owner.0.lock().unwrap().open[&item], 0);
        assert_eq!(
            bank.stated(&receipt.receipt_id).await,
            ["PaymentReceived", "PaymentMatched", "PayerIdentified", "CashApplied"]
        );
        let applied: proto::CashApplied = bank.fact(&receipt.receipt_id).await;
        assert!(applied.straight_through);
        assert_eq!((applied.items, applied.refused_items), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn pennies_are_written_off_and_more_is_a_deduction() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoices(&[(&anna, "INV-00000001", 10_000), (&anna, "INV-00000002", 10_000)]).await;
        bank.import(&[transfer(9_800, "Anna Ltd", "INV-00000001"), transfer(9_000, "Anna Ltd", "INV-00000002")]).await;

        let receipts = bank.receipts().await;
        let pennies = &bank.proposals_of(&receipts[0]).await[0];
        assert_eq!(minor(pennies.items[0].write_off_amount.as_ref()), 200);
        assert!(!bank.stated(&receipts[0].receipt_id).await.contains(&"DeductionRaised".to_owned()));
        let short = &bank.proposals_of(&receipts[1]).await[0];
        assert_eq!(short.band(), proto::MatchBand::Automatic);
        assert_eq!(minor(short.items[0].deduction_amount.as_ref()), 1_000);
        let deduction: proto::DeductionRaised = bank.fact(&receipts[1].receipt_id).await;
        assert_eq!((minor(deduction.amount.as_ref()), deduction.reason.as_str()), (1_000, "SHORT_PAYMENT"));
        assert_eq!(deduction.customer_id, anna.id);
        assert_eq!(deduction.document_number, "INV-00000002");
    })
    .await;
}

#[tokio::test]
async fn what_a_suggestion_leaves_over_is_not_applied_by_itself() {
    for items in [1, 256] {
        on_both_engines_in_sets_of(items, async |bank| {
            let anna = Customer::named("Anna Ltd");
            bank.invoices(&[(&anna, "INV-00000001", 10_000), (&anna, "INV-00000002", 2_000)]).await;
            bank.import(&[transfer(1_500, "Anna Ltd", "thanks"), transfer(10_500, "Anna Ltd", "thanks")]).await;

            let receipts = bank.receipts().await;
            let guess = bank.proposals_of(&receipts[0]).await.remove(0);
            assert_eq!((guess.band(), guess.score), (proto::MatchBand::Suggested, 4_500));
            // 85.00 and 20.00 are left by the guess; Anna owes 120.00
            let rest = bank.proposals_of(&receipts[1]).await.remove(0);
            assert_eq!((rest.band(), rest.score), (proto::MatchBand::Suggested, 7_500));
            assert_eq!(rest.items.len(), 2);
            assert!(rest.missing_for_automatic[0].contains("wait for a person"), "{:?}", rest.missing_for_automatic);
            assert_eq!(minor(receipts[1].unapplied_amount.as_ref()), 10_500);
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_paid_too_much_rests_on_account_and_may_pay_something_later() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoice(&anna, "INV-00000001", 10_000).await;
        bank.import(&[transfer(12_000, "Anna Ltd", "INV-00000001")]).await;
        let receipt = bank.receipt().await;
        assert_eq!(minor(receipt.on_account_amount.as_ref()), 2_000);
        assert_eq!(receipt.state(), proto::ReceiptState::Applied);
        let placed: proto::CashPlacedOnAccount = bank.fact(&receipt.receipt_id).await;
        assert_eq!(minor(placed.amount.as_ref()), 2_000);

        let later = bank.invoice(&anna, "INV-00000002", 1_500).await;
        let item = |pence| proto::ProposedItem {
            open_item_id: later.clone(),
            amount: crate::owner::pence(pence),
            ..Default::default()
        };
        let request = |pence| proto::ApplyOnAccountRequest {
            request_id: crate::bank::id(),
            receipt_id: receipt.receipt_id.clone(),
            items: vec![item(pence)],
        };
        let too_much = bank.client().apply_on_account(request(1_501)).await.unwrap_err();
        assert_eq!(o2c_rpc::status::reason_of(&too_much).as_deref(), Some("EXCEEDS_OPEN_AMOUNT"));
        bank.client().apply_on_account(request(1_500)).await.unwrap();
        bank.settled().await;
        let receipt = bank.receipt().await;
        assert_eq!(minor(receipt.applied_amount.as_ref()), 11_500);
        assert_eq!(minor(receipt.on_account_amount.as_ref()), 500);
        assert_eq!(minor(receipt.unapplied_amount.as_ref()), 0);
    })
    .await;
}

#[tokio::test]
async fn what_the_owner_refuses_is_an_exception() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        let items = bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 2_000)]).await;
        bank.owner.0.lock().unwrap().refusing.insert(items[1].clone(), "PERIOD_CLOSED".to_owned());
        bank.import(&[transfer(3_000, "Anna Ltd", "INV-00000001 INV-00000002")]).await;

        let (receipt, proposal) = (bank.receipt().await, bank.proposal().await);
        assert_eq!(minor(receipt.applied_amount.as_ref()), 1_000);
        assert_eq!(receipt.state(), proto::ReceiptState::PartiallyApplied);
        assert_eq!(proposal.items[1].refusal_reason, "PERIOD_CLOSED");
        let exceptions = bank.exceptions().await;
        assert_eq!((exceptions[0].reason.as_str(), minor(exceptions[0].amount.as_ref())), ("REFUSED", 2_000));
        assert_eq!(exceptions[0].customer_id, anna.id);
        let applied: proto::CashApplied = bank.fact(&receipt.receipt_id).await;
        assert!(!applied.straight_through);
    })
    .await;
}

#[tokio::test]
async fn a_proposal_that_the_owner_refuses_as_a_whole_is_an_exception_and_lets_go_of_its_items() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoice(&anna, "INV-00000001", 1_000).await;
        bank.owner.0.lock().unwrap().refuse_all = true;
        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
        assert_eq!(bank.exceptions().await[0].reason, "REFUSED");
        bank.owner.0.lock().unwrap().refuse_all = false;

        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
        let receipts = bank.receipts().await;
        assert_eq!(receipts[1].state(), proto::ReceiptState::Applied);
    })
    .await;
}

#[tokio::test]
async fn an_owner_that_is_away_is_asked_again() {
    on_both_engines(async |bank| {
        let anna = Customer::named("Anna Ltd");
        bank.invoice(&anna, "INV-00000001", 1_000).await;
        bank.owner.0.lock().unwrap().failing = 7;
        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
        assert_eq!(bank.receipt().await.state(), proto::ReceiptState::Applied);
        assert_eq!(bank.owner.0.lock().unwrap().facts.len(), 1);
    })
    .await;
}

/// The results do not depend on how many receipts are decided at a time.
#[tokio::test]
async fn receipts_are_matched_in_their_order_whatever_the_size_of_sets() {
    for items in [1, 3, 256] {
        on_both_engines_in_sets_of(items, async |bank| {
            let (anna, bert) = (Customer::named("Anna Ltd"), Customer::named("Bert Ltd"));
            bank.invoices(&[
                (&anna, "INV-00000001", 1_000),
                (&anna, "INV-00000002", 2_000),
                (&anna, "INV-00000003", 1_000),
                (&bert, "INV-00000004", 4_000),
                (&bert, "INV-00000005", 4_000),
            ])
            .await;
            bank.import(&[
                transfer(1_000, "Anna Ltd", "thanks"),
                transfer(4_000, "Treasury", ""),
                transfer(2_000, "Anna Ltd", ""),
                transfer(1_000, "Anna Ltd", "INV-00000001"),
                transfer(1_000, "Anna Ltd", "INV-00000001"),
                transfer(4_000, "Bert Ltd", "INV-00000004"),
                transfer(4_000, "Bert Ltd", "thanks"),
                transfer(50, "Bert Ltd", "thanks"),
            ])
            .await;
            let mut outcome = Vec::new();
            for receipt in bank.receipts().await {
                let proposal = &bank.proposals_of(&receipt).await[0];
                let numbers: Vec<&str> = proposal.items.iter().map(|item| item.document_number.as_str()).collect();
                outcome.push(format!("{} {} {}", proposal.band().as_str_name(), proposal.score, numbers.join(" ")));
            }
            assert_eq!(
                outcome,
                [
                    "MATCH_BAND_SUGGESTED 7000 INV-00000001",
                    "MATCH_BAND_EXCEPTION 3500 ",
                    // 20.00 may as well be the two of 10.00, one of which is only suggested to the first receipt
                    "MATCH_BAND_SUGGESTED 7500 INV-00000002",
                    "MATCH_BAND_AUTOMATIC 10000 INV-00000001",
                    "MATCH_BAND_SUGGESTED 5000 ",
                    "MATCH_BAND_AUTOMATIC 10000 INV-00000004",
                    "MATCH_BAND_AUTOMATIC 9000 INV-00000005",
                    "MATCH_BAND_EXCEPTION 3000 ",
                ]
            );
        })
        .await;
    }
}
