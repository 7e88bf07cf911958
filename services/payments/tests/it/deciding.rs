//! People decide what the rules suggest.

use o2c_proto::{BatchResponse, payments::v1 as proto};
use o2c_rpc::status::{field_violations, reason_of};

use crate::{
    bank::{Bank, Customer, id, on_both_engines, transfer},
    owner::{minor, pence},
};

fn decide(
    proposal: &proto::MatchProposal,
    decision: proto::MatchDecision,
    items: Vec<proto::ProposedItem>,
) -> proto::DecideMatchProposalRequest {
    proto::DecideMatchProposalRequest {
        request_id: id(),
        match_proposal_id: proposal.match_proposal_id.clone(),
        decision: decision.into(),
        items,
    }
}

fn item(open_item_id: &str, amount: i64) -> proto::ProposedItem {
    proto::ProposedItem { open_item_id: open_item_id.to_owned(), amount: pence(amount), ..Default::default() }
}

/// Two invoices of one amount, and a payment that names neither: the older one is suggested.
async fn suggested(bank: &Bank) -> (Customer, Vec<String>, proto::MatchProposal) {
    let anna = Customer::named("Anna Ltd");
    let items = bank.invoices(&[(&anna, "INV-00000001", 1_000), (&anna, "INV-00000002", 1_000)]).await;
    bank.import(&[transfer(1_000, "Anna Ltd", "thanks")]).await;
    let waiting = bank.client().list_match_proposals(proto::ListMatchProposalsRequest::default()).await.unwrap();
    let proposal = waiting.into_inner().match_proposals.remove(0);
    assert_eq!((proposal.state(), proposal.band()), (proto::MatchProposalState::Proposed, proto::MatchBand::Suggested));
    assert!(!proposal.missing_for_automatic.is_empty() && !proposal.alternatives.is_empty());
    (anna, items, proposal)
}

#[tokio::test]
async fn an_accepted_suggestion_is_applied() {
    on_both_engines(async |bank| {
        let (anna, items, proposal) = suggested(bank).await;
        let request = decide(&proposal, proto::MatchDecision::Accept, Vec::new());
        let answer = bank.client().decide_match_proposal(request.clone()).await.unwrap().into_inner();
        assert_eq!((answer.state(), answer.decided_by.as_str()), (proto::MatchProposalState::Applying, "local"));
        let again = bank.client().decide_match_proposal(request).await.unwrap().into_inner();
        assert_eq!(again, answer, "a repeated request has the stored answer");
        bank.settled().await;
        assert_eq!(bank.proposal().await.state(), proto::MatchProposalState::Accepted);
        assert_eq!(bank.receipt().await.customer_id, anna.id);
        assert_eq!(bank.owner.0.lock().unwrap().open[&items[0]], 0);

        let late = decide(&proposal, proto::MatchDecision::Reject, Vec::new());
        let late = bank.client().decide_match_proposal(late).await.unwrap_err();
        assert_eq!(reason_of(&late).as_deref(), Some("MATCH_PROPOSAL_DECIDED"));
    })
    .await;
}

#[tokio::test]
async fn an_edited_suggestion_pays_what_the_person_names_and_rests_the_rest() {
    on_both_engines(async |bank| {
        let (_, items, proposal) = suggested(bank).await;
        let deducted = proto::ProposedItem {
            deduction_amount: pence(300),
            deduction_reason: "QUALITY".to_owned(),
            ..item(&items[1], 700)
        };
        let request = decide(&proposal, proto::MatchDecision::Edit, vec![deducted]);
        bank.client().decide_match_proposal(request).await.unwrap();
        bank.settled().await;
        let (receipt, proposal) = (bank.receipt().await, bank.proposal().await);
        assert_eq!(proposal.state(), proto::MatchProposalState::Edited);
        assert_eq!(proposal.items.len(), 1);
        assert_eq!(minor(receipt.applied_amount.as_ref()), 700);
        assert_eq!(minor(receipt.on_account_amount.as_ref()), 300);
        let deduction: proto::DeductionRaised = bank.fact(&receipt.receipt_id).await;
        assert_eq!((deduction.reason.as_str(), minor(deduction.amount.as_ref())), ("QUALITY", 300));
        // the other invoice is free again
        bank.import(&[transfer(1_000, "Anna Ltd", "thanks")]).await;
        assert_eq!(bank.receipts().await[1].state(), proto::ReceiptState::Applied);
    })
    .await;
}

#[tokio::test]
async fn a_person_cannot_spend_more_than_there_is() {
    on_both_engines(async |bank| {
        let (_, items, proposal) = suggested(bank).await;
        let other = bank.invoice(&Customer::named("Bert"), "INV-00000003", 500).await;
        let refused = async |asked: Vec<proto::ProposedItem>| {
            let request = decide(&proposal, proto::MatchDecision::Edit, asked);
            let error = bank.client().decide_match_proposal(request).await.unwrap_err();
            reason_of(&error).unwrap_or_default()
        };
        assert_eq!(refused(vec![item(&items[0], 1_001)]).await, "EXCEEDS_OPEN_AMOUNT");
        assert_eq!(refused(vec![item(&items[0], 1_000), item(&items[1], 1)]).await, "EXCEEDS_RECEIPT");
        assert_eq!(refused(vec![item(&id(), 1)]).await, "OPEN_ITEM_NOT_FOUND");
        assert_eq!(refused(vec![item(&items[0], 500), item(&other, 500)]).await, "CUSTOMER_UNKNOWN");
        let mut dollars = item(&items[0], 500);
        dollars.amount.as_mut().unwrap().currency_code = "USD".to_owned();
        let request = decide(&proposal, proto::MatchDecision::Edit, vec![item(&items[1], 1), dollars.clone()]);
        let error = bank.client().decide_match_proposal(request).await.unwrap_err();
        assert_eq!(field_violations(&error)[0].0, "items[1].amount.currency_code");
        assert_eq!(refused(vec![dollars]).await, "CURRENCY_MISMATCH");
        assert_eq!(bank.proposal().await, proposal, "a refused decision has changed nothing");
    })
    .await;
}

#[tokio::test]
async fn a_rejected_suggestion_is_an_exception() {
    on_both_engines(async |bank| {
        let (anna, items, proposal) = suggested(bank).await;
        let request = decide(&proposal, proto::MatchDecision::Reject, Vec::new());
        let answer = bank.client().decide_match_proposal(request).await.unwrap().into_inner();
        assert_eq!(answer.state(), proto::MatchProposalState::Rejected);
        let exceptions = bank.exceptions().await;
        assert_eq!((exceptions[0].reason.as_str(), exceptions[0].customer_id.as_str()), ("REJECTED", anna.id.as_str()));
        let resolve = proto::ResolvePaymentExceptionRequest {
            request_id: id(),
            payment_exception_id: exceptions[0].payment_exception_id.clone(),
            customer_id: String::new(),
            items: vec![item(&items[1], 1_000)],
        };
        bank.client().resolve_payment_exception(resolve).await.unwrap();
        bank.settled().await;
        assert_eq!(bank.owner.0.lock().unwrap().open[&items[1]], 0);
        assert_eq!(bank.receipt().await.state(), proto::ReceiptState::Applied);
    })
    .await;
}

/// An exact reference goes before a suggestion; who then accepts the suggestion hears it from the owner.
#[tokio::test]
async fn a_suggestion_that_was_overtaken_is_the_owner_s_to_refuse() {
    on_both_engines(async |bank| {
        let (_, _, proposal) = suggested(bank).await;
        bank.import(&[transfer(1_000, "Anna Ltd", "INV-00000001")]).await;
        assert_eq!(bank.receipts().await[1].state(), proto::ReceiptState::Applied);
        let request = decide(&proposal, proto::MatchDecision::Accept, Vec::new());
        bank.client().decide_match_proposal(request).await.unwrap();
        bank.settled().await;
        assert_eq!(bank.exceptions().await[0].reason, "REFUSED");
    })
    .await;
}

#[tokio::test]
async fn a_batch_decides_each_for_itself() {
    on_both_engines(async |bank| {
        let (_, _, proposal) = suggested(bank).await;
        let mut unknown = proposal.clone();
        unknown.match_proposal_id = id();
        let requests = vec![
            decide(&unknown, proto::MatchDecision::Accept, Vec::new()),
            decide(&proposal, proto::MatchDecision::Accept, vec![item(&id(), 1)]),
            decide(&proposal, proto::MatchDecision::Accept, Vec::new()),
            decide(&proposal, proto::MatchDecision::Reject, Vec::new()),
        ];
        let batch = proto::BatchDecideMatchProposalsRequest { requests };
        let results = bank.client().batch_decide_match_proposals(batch).await.unwrap().into_inner().into_results();
        let codes: Vec<i32> =
            results.iter().map(|result| result.as_ref().map_or_else(|error| error.code, |_| 0)).collect();
        assert_eq!(codes, [5, 3, 0, 9]);
        bank.settled().await;
    })
    .await;
}
